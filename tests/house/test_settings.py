"""Every setting is explained, in the code and on its page."""

import pytest

from tests.support import settings_page


@pytest.mark.parametrize("name", settings_page.SETTINGS)
def test_a_setting_says_what_it_means(name):
    assert len(settings_page.SETTINGS[name].metadata["description"]) > 10


def test_the_page_of_settings_is_what_the_settings_say():
    assert settings_page.PAGE.read_text() == settings_page.written()
