import smtplib
import socketserver
import threading
from dataclasses import replace

import pytest

from mysteryshop.mailer import Mail, MailNotSent, MailSettingsError, check_mail_url, compose, deliver

MAIL = Mail("elif@demo.example", "Hej\r\nBcc: someone@else.example", "Şifre: öppna länken", "<p>Şifre</p>")
SENDER = "Mysteryshop <no-reply@shop.example>"


def test_a_line_break_in_a_subject_cannot_add_a_header():
    message = compose(MAIL, sender=SENDER)

    assert message["Bcc"] is None
    assert message["Subject"] == "Hej Bcc: someone@else.example"
    assert message.get_body(("plain",)).get_content().strip() == "Şifre: öppna länken"
    assert message.get_body(("html",)).get_content().strip() == "<p>Şifre</p>"


def test_a_mail_may_come_from_another_name_at_the_same_address():
    message = compose(replace(MAIL, sender_name="Anteckningar\nBcc: x@y.example"), sender=SENDER)
    assert message["From"].addresses[0].addr_spec == "no-reply@shop.example"
    assert message["From"].addresses[0].display_name == "Anteckningar Bcc: x@y.example"
    assert "Mysteryshop" not in message["From"]


def test_without_a_mail_server_nothing_is_sent():
    assert deliver(MAIL, mail_url="", sender=SENDER) is False


def test_the_console_prints_the_message(capsys):
    assert deliver(MAIL, mail_url="console:", sender=SENDER)
    assert "Şifre: öppna länken" in capsys.readouterr().out


@pytest.mark.parametrize("url", ["mail.example.com", "http://mail.example.com", "smtp://"])
def test_a_wrong_address_of_the_server_is_refused_without_repeating_it(url):
    with pytest.raises(MailSettingsError, match="MAIL_URL must look like"):
        check_mail_url(url)


class _Server(socketserver.StreamRequestHandler):
    """Speaks just enough SMTP to take one message."""

    received: list[str] = []
    answer_to_data = "250 ok"

    def handle(self):
        say = lambda line: self.wfile.write(line.encode() + b"\r\n")  # noqa: E731
        say("220 ready")
        while line := self.rfile.readline().decode().strip():
            if line.upper() == "DATA":
                say("354 go")
                body = []
                while (part := self.rfile.readline().decode().rstrip("\r\n")) != ".":
                    body.append(part)
                self.received.append("\n".join(body))
                say(self.answer_to_data)
            elif line.upper() == "QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")


@pytest.fixture
def smtp_server(monkeypatch):
    monkeypatch.setattr(_Server, "received", [])
    with socketserver.TCPServer(("127.0.0.1", 0), _Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"smtp://127.0.0.1:{server.server_address[1]}?starttls=no"
        server.shutdown()


def test_a_message_reaches_the_mail_server(smtp_server):
    assert deliver(MAIL, mail_url=smtp_server, sender=SENDER)
    assert "To: elif@demo.example" in _Server.received[0]


def test_a_refusing_server_is_worth_another_try(smtp_server, monkeypatch):
    monkeypatch.setattr(_Server, "answer_to_data", "451 later, elif@demo.example")

    with pytest.raises(MailNotSent, match=r"^SMTPDataError 451$"):
        deliver(MAIL, mail_url=smtp_server, sender=SENDER)


def test_encryption_is_not_skipped_when_the_server_offers_none(smtp_server):
    with pytest.raises(MailNotSent, match=smtplib.SMTPNotSupportedError.__name__):
        deliver(MAIL, mail_url=smtp_server.partition("?")[0], sender=SENDER)
    assert _Server.received == []
