"""The team's blueprint. Each module of `admin.views` registers its noun's pages on it."""

from flask import Blueprint

blueprint = Blueprint("admin", __name__, url_prefix="/admin", template_folder="templates")
