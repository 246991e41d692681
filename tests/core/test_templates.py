"""What templates import is made once, and knows the names of the site."""


def test_an_import_is_made_once_for_all_who_import_it(app):
    imported = app.jinja_env.get_template("components/stars.html")
    importing = app.jinja_env.get_template("components/histogram.html")

    made = imported._get_default_module(importing.new_context({}))

    assert made is imported._get_default_module(importing.new_context({"rating": 7}))
    assert made is imported.module


def test_what_is_imported_knows_the_names_of_the_site(app):
    asks = app.jinja_env.from_string("{% macro name() %}{{ site_name }}{% endmacro %}")
    asking = app.jinja_env.from_string(
        "{% from asks import name %}{{ name() }}", globals={"site_name": "Another"}
    )

    assert asking.render(asks=asks) == app.jinja_env.globals["site_name"]
