"""What is sent where: addresses that are refused, and receivers that misbehave."""

import socket
from threading import Timer

import pytest

from app.webhooks import outgoing
from app.webhooks.outgoing import (
    Answer,
    Pinned,
    Policy,
    Refused,
    checked,
    resolved,
    send,
)
from tests.support.site import free_port

pytestmark = pytest.mark.point("S27")

PUBLIC = Policy()
LOCAL = Policy(plain_http=True)
OWN_NETWORK = Policy(private_addresses=True)
NOT_PUBLIC = (
    "127.0.0.1",
    "127.8.9.10",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.1.1.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fec0::1",
    "::ffff:0:7f00:1",
    "5f00::1",
    "fe80::1%eth0",
    "ff02::1",
)


def leads_to(*addresses):
    """Imitate a name server that gives these addresses, and count what it is asked."""

    def look_up(host, port, **options):
        look_up.asked += 1
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in addresses
        ]

    look_up.asked = 0
    return look_up


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_a_name_that_leads_to_what_is_not_public_is_refused(address):
    parts = checked("https://receiver.example/", PUBLIC)

    with pytest.raises(Refused):
        resolved(parts, PUBLIC, leads_to(address))
    with pytest.raises(Refused):
        resolved(parts, PUBLIC, leads_to("93.184.216.34", address))


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_such_an_address_is_refused_as_it_is_typed(address):
    host = f"[{address}]" if ":" in address else address

    with pytest.raises(Refused):
        parts = checked(f"https://{host}/", PUBLIC)
        resolved(parts, PUBLIC, leads_to(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1"])
def test_a_public_address_is_taken(address):
    parts = checked("https://receiver.example:8443/", PUBLIC)

    assert resolved(parts, PUBLIC, leads_to(address)) == (address, 8443)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "receiver.example",
        "http://receiver.example/",
        "ftp://receiver.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https:///hook",
        "https://user@receiver.example/",
        "https://user:word@receiver.example/",
        "https://@receiver.example/",
        "https://receiver.example/#part",
        "https://receiver.example\\@10.0.0.1/",
        "https://receiver.example/a b",
        "https://receiver.example/\r\nHost: other",
        "https://receiver.example/\x00",
        "https://receiver.example:22/",
        "https://receiver.example:99999/",
        "https://receiver.example:abc/",
        "https://[::1",
        "https://[nonsense]/",
        "https://münchen.example/",
        "https://receiver.example/" + "x" * 500,
        "https://127.0.0.1/",
        "https://[::ffff:10.0.0.1]/",
    ],
)
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(Refused):
        checked(url, PUBLIC)
    assert send(url, "{}", {}, PUBLIC, look_up=leads_to("93.184.216.34")).status is None


@pytest.mark.parametrize("spelling", ["2130706433", "0x7f.1", "017700000001", "127.1"])
def test_other_spellings_of_this_machine_are_refused_once_looked_up(spelling):
    answer = send(
        f"https://{spelling}/", "{}", {}, PUBLIC, look_up=leads_to("127.0.0.1")
    )

    assert answer.error == "It leads to an address that is not public."


def test_a_name_is_looked_up_once_and_the_answer_is_where_the_message_goes(receiver):
    server = receiver(200)
    look_up = leads_to("127.0.0.1")

    answer = send(
        f"http://receiver.example:{server.port}/hook", "{}", {}, LOCAL, look_up=look_up
    )

    assert answer.is_delivered
    assert look_up.asked == 1
    assert server.requests[0][1]["Host"] == f"receiver.example:{server.port}"


def test_a_name_that_turns_to_this_machine_later_gains_nothing():
    turns = iter(["93.184.216.34", "127.0.0.1"])

    def look_up(host, port, **options):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(turns), port))]

    parts = checked("https://receiver.example/", PUBLIC)

    assert resolved(parts, PUBLIC, look_up) == ("93.184.216.34", 443)
    with pytest.raises(Refused):
        resolved(parts, PUBLIC, look_up)


def test_a_name_that_leads_nowhere_is_said_so():
    def look_up(host, port, **options):
        raise socket.gaierror(-2, "Name or service not known")

    answer = send("https://receiver.example/", "{}", {}, PUBLIC, look_up=look_up)

    assert answer.error == "The name cannot be looked up."


def test_plain_http_goes_to_this_machine_alone():
    checked("http://127.0.0.1:8080/", LOCAL)
    parts = checked("http://receiver.example/", LOCAL)

    for address in ("93.184.216.34", "10.0.0.1"):
        with pytest.raises(Refused):
            resolved(parts, LOCAL, leads_to(address))


def test_a_site_may_allow_its_own_network_but_no_link_local_address():
    parts = checked("http://hooks.lan/", OWN_NETWORK)

    assert resolved(parts, OWN_NETWORK, leads_to("192.168.1.9"))[0] == "192.168.1.9"
    for address in ("169.254.169.254", "0.0.0.0", "::ffff:10.0.0.1", "93.184.216.34"):
        with pytest.raises(Refused):
            resolved(parts, OWN_NETWORK, leads_to(address))


def test_a_message_arrives_whole_with_its_headers(receiver):
    server = receiver(204)

    answer = send(server.url, '{"title":"Núri"}', {"webhook-id": "msg_1"}, LOCAL)

    path, headers, body = server.requests[0]
    assert (answer.status, answer.error, answer.is_delivered) == (204, None, True)
    assert (path, body) == ("/hook?a=1", '{"title":"Núri"}')
    assert headers["webhook-id"] == "msg_1"


def test_a_path_in_other_letters_is_sent_in_ascii(receiver):
    server = receiver(200)

    send(f"http://127.0.0.1:{server.port}/höök", "{}", {}, LOCAL)

    assert server.requests[0][0] == "/h%C3%B6%C3%B6k"


def test_an_answer_is_kept_as_text_that_can_be_shown(receiver):
    answer = send(receiver(200).url, "{}", {}, LOCAL)

    assert answer.excerpt == "thanks ✓"


@pytest.mark.parametrize("status", [400, 404, 410, 500, 503])
def test_a_receiver_that_refuses_is_quoted(receiver, status):
    answer = send(receiver(status).url, "{}", {}, LOCAL)

    assert (answer.status, answer.is_delivered) == (status, False)
    assert answer.error == f"The receiver answered {status}."


def test_a_redirect_is_not_followed(receiver):
    server = receiver("redirect")

    answer = send(server.url, "{}", {}, LOCAL)

    assert answer.error == "The receiver answered 302; redirects are not followed."
    assert [path for path, _, _ in server.requests] == ["/hook?a=1"]


def test_of_a_huge_answer_only_the_beginning_is_read(receiver):
    answer = send(receiver("huge").url, "{}", {}, LOCAL)

    assert answer.is_delivered
    assert answer.excerpt == "x" * 500


def test_a_connection_that_closes_is_a_failure(receiver):
    answer = send(receiver("closed").url, "{}", {}, LOCAL)

    assert answer.status is None
    assert answer.error.startswith("The connection failed: ")


def test_a_receiver_that_says_nothing_is_left(receiver):
    answer = send(receiver("silent").url, "{}", {}, LOCAL, whole_seconds=0.2)

    assert answer.error == "No answer came in time."
    assert answer.status is None


def test_a_receiver_that_drips_is_left_and_its_status_counts(receiver, monkeypatch):
    timers, begin = [], Pinned.getresponse

    class Late(Timer):
        def start(self):
            timers.append(self)

    def answered(connection):
        # The time runs from here on, however slowly the head of the answer came.
        response = begin(connection)
        Timer.start(timers[0])
        return response

    monkeypatch.setattr(outgoing, "Timer", Late)
    monkeypatch.setattr(Pinned, "getresponse", answered)

    answer = send(receiver("drip").url, "{}", {}, LOCAL, whole_seconds=0.2)

    assert answer.status == 200


def test_time_that_is_over_while_a_connection_is_encrypted_is_over(receiver):
    class Late:
        def wrap_socket(self, connection, *, server_hostname):
            # The former socket is an empty shell from now on.
            taken = socket.socket(fileno=connection.detach())
            pinned.abort()
            return taken

    there = receiver()
    pinned = Pinned("a.example", "127.0.0.1", there.port, context=Late())

    with pytest.raises(TimeoutError):
        pinned.connect()
    pinned.close()


def test_nobody_at_home_is_a_failure():
    answer = send(f"http://127.0.0.1:{free_port()}/", "{}", {}, LOCAL)

    assert answer.error == "The connection failed: Connection refused."


def test_a_certificate_that_nobody_vouches_for_is_refused(receiver):
    server = receiver(200)
    url = f"https://localhost:{server.port}/"

    answer = send(url, "{}", {}, LOCAL)

    assert isinstance(answer, Answer)
    assert answer.status is None
    assert server.requests == []
