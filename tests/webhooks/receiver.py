"""A receiver on this machine: a real server that keeps what it is sent."""

import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


class Receiver:
    """Answers as `answers` says, one after the other, then for ever as the last.

    An answer is a status, or one of "redirect", "huge", "closed", "silent", "drip".
    """

    def __init__(self, *answers) -> None:
        self.answers = list(answers) or [200]
        self.requests = []
        self.over = Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                length = int(self.headers["Content-Length"])
                body = self.rfile.read(length).decode()
                receiver.requests.append((self.path, dict(self.headers), body))
                first, *rest = receiver.answers
                receiver.answers = rest or [first]
                receiver.answer(self, first)

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    @property
    def port(self) -> int:
        return self.server.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?a=1"

    def answer(self, handler, answer) -> None:
        handler.close_connection = True
        if answer == "closed":
            handler.connection.shutdown(socket.SHUT_RDWR)
        elif answer == "silent":
            self.over.wait(10)
        elif answer == "redirect":
            handler.send_response(302)
            handler.send_header("Location", f"http://127.0.0.1:{self.port}/elsewhere")
            handler.end_headers()
        elif answer == "huge":
            handler.send_response(200)
            handler.end_headers()
            try:
                for _ in range(2000):
                    handler.wfile.write(b"x" * 65536)
            except OSError:
                pass
        elif answer == "drip":
            handler.send_response(200)
            handler.send_header("Content-Length", "100000")
            handler.end_headers()
            try:
                while not self.over.wait(0.02):
                    handler.wfile.write(b"x")
                    handler.wfile.flush()
            except OSError:
                pass
        else:
            handler.send_response(answer)
            handler.end_headers()
            handler.wfile.write("thanks \u2713\x00".encode())

    def close(self) -> None:
        self.over.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
