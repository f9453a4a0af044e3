from flask import Blueprint

blueprint = Blueprint("colleagues", __name__, url_prefix="/colleague")
