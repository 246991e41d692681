"""Who may use which route: the whole matrix, by endpoint. A new one needs a place here.

A route is in one of these rooms; `test_roles.py` tries each as everybody.
"""

from enum import StrEnum


class Access(StrEnum):
    """Who a route is for."""

    EVERYBODY = "everybody, without a session"
    VISITOR = "everybody, with a session"
    MEMBER = "who is signed in"
    EDITOR = "editors and administrators"
    MODERATOR = "moderators and administrators"
    ADMINISTRATOR = "administrators"
    TOKEN = "programs with a personal token"


TABLE = {
    Access.EVERYBODY: """
        api: audience_reviews critic critic_reviews critics history index
            ledger movie movies publication publications reviews_by_critic
            reviews_in_publication scores search
        api_docs: document front page
        audience: member super_reviewers
        critics: index publication show
        feeds: audience_reviews critic critic_reviews movie_audience_reviews
            movie_critic_reviews news publication
        home: index
        ledger: as_csv_file as_json_file reviews_fragment show
        moderation: public_log
        movies: audience_reviews audience_reviews_fragment critic_reviews
            critic_reviews_fragment index media news person photo photos
            quotes show
        oembed: answer
        screenings: ballots of_movie result
        search: index suggestions suggestions_fragment
        sharing: favicon manifest movie_picture opensearch robots
            site_picture sitemap_index sitemap_part
        widgets: accent_sheet audience_reviews badge badge_picture critic
            critic_gallery critic_reviews gallery loader quote score
    """,
    Access.VISITOR: """
        accounts: confirm_email confirm_email_now me registered
            take_new_email take_new_email_now token
        audience: create edit left your_rating
        moderation: appeal_from_outside own_action_from_outside
        screenings: ask_code cast show_ballot take_code
        security: change_email_confirm confirm_email forgot_password login
            logout register reset_password send_confirmation tf_select
            two_factor_rescue
            wan_signin wan_signin_response
    """,
    Access.MEMBER: """
        accounts: end_other_sessions end_session make_token revoke_token
            sessions show tokens
        audience: ask_helpful ask_withdrawal choose_favourite
            decide_interest drop_favourite edit_profile leave leave_now
            mark_notices_read read_notices restore save_profile vote_helpful
            watchlist withdraw withdraw_helpful
        editorial: new_quote offer_quote quote_offered
        imports.member_exports: index take_along
        imports.member_imports: choose commit correct discard index report
            show undo upload
        moderation: appeal new_profile_report new_report own_action
            profile_report_sent report report_profile report_sent
        security: change_email change_password mf_recovery mf_recovery_codes
            two_factor_setup two_factor_setup_validate
            two_factor_token_validation verify wan_delete wan_register
            wan_register_response wan_verify wan_verify_response
    """,
    Access.EDITOR: """
        audience: edit_first_screening set_first_screening
        critics: decide_chosen_settings decide_grade decide_grade_setting
            decide_together desk_approve desk_decide desk_disapprove
            desk_disclose desk_edit desk_embargo desk_grades
            desk_grades_together desk_list desk_mark_duplicate desk_movies
            desk_new desk_publish desk_remove desk_restore desk_review
            desk_withdraw grade_settings learn_grade_settings undo_grade
            undo_together write_grade_setting
        editorial: add_article add_film add_offer add_photo article articles
            ask_film_removal consensus correct_article correct_film
            correct_offer correct_photo decide_quote desk film films give_poster
            new_film offer offers photo pictures poster quotes remove_article
            remove_film remove_offer remove_photo remove_poster write_consensus
        imports.desk: accept decide decline index match_again merges report show
            take_back undo_merge waiting
        scores: desk_policies preview_policy put_policy_in_force
        screenings: codes_csv codes_pdf create index open_count show
        webhooks: confirm_delete create delete index ping rotate send_again
            show switch_off switch_on
    """,
    Access.MODERATOR: """
        accounts: approve invitations invite refuse registrations
            revoke_invitation
        moderation: act appeals decide_appeal decide_member decide_wave held
            index lift log members profiles show_held show_member show_review
            waves
    """,
    Access.ADMINISTRATOR: """
        moderation: change_role end_sessions link_critic reset_second_factor
            show_account
    """,
    Access.TOKEN: """
        api: imports my_rating my_ratings one_import rate send_file
            withdraw_rating
    """,
}


def rows() -> dict[str, Access]:
    """Return the table by endpoint; raises ValueError where one stands twice."""
    found: dict[str, Access] = {}
    for access, text in TABLE.items():
        room = ""
        for word in text.split():
            if word.endswith(":"):
                room = word.removesuffix(":")
                continue
            endpoint = f"{room}.{word}"
            if endpoint in found:
                raise ValueError(f"{endpoint} stands twice in the table")
            found[endpoint] = access
    return found
