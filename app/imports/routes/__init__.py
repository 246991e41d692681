"""Pages of files in and out: what members bring and take along, and the desk's."""

from flask import Blueprint

from app.imports.routes.desk import bp as desk_bp
from app.imports.routes.member_exports import bp as member_exports_bp
from app.imports.routes.member_imports import bp as member_imports_bp

bp = Blueprint("imports", __name__)
bp.register_blueprint(member_imports_bp)
bp.register_blueprint(member_exports_bp)
bp.register_blueprint(desk_bp)
