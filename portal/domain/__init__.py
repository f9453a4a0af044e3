"""The core: SQLAlchemy and itself, nothing else. It knows no web, no templates, no queue."""
