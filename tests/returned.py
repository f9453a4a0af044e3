"""Returned messages as mail servers write them."""

ACTIONS = {
    "hard": ("failed", "5.1.1"),
    "lost": ("failed", "5.7.1"),
    "gave_up": ("failed", "4.4.7"),
    "delayed": ("delayed", "4.4.1"),
    "delivered": ("delivered", "2.0.0"),
}


def report(what: str, *, returned_to: str, message_id: str, recipient: str = "dana@customer.example") -> bytes:
    """`what` is one of ACTIONS."""
    action, status = ACTIONS[what]
    return f"""From: MAILER-DAEMON@mx.customer.example
To: <{returned_to}>
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=b"

--=b
Content-Type: text/plain

I'm sorry. 5.1.1 might stand in this text too.

--=b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.customer.example
Arrival-Date: Mon, 23 Nov 2026 09:00:00 +0000

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {status} said so

--=b
Content-Type: text/rfc822-headers

Message-ID: {message_id}
Subject: One call?

--=b--
""".replace("\n", "\r\n").encode()


def complaint(*, returned_to: str, message_id: str) -> bytes:
    return f"""From: feedback@mail.example
To: <{returned_to}>
Subject: Abuse report
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="=b"

--=b
Content-Type: text/plain

This is a report about a message.

--=b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Feedback/1.0
Version: 1

--=b
Content-Type: message/rfc822

Message-ID: {message_id}
Subject: One call?

Hello

--=b--
""".replace("\n", "\r\n").encode()


def out_of_office(*, returned_to: str, message_id: str) -> bytes:
    return f"""From: dana@customer.example
To: <{returned_to}>
Subject: Out of office: 550 5.1.1
Auto-Submitted: auto-replied
In-Reply-To: {message_id}

I am away until 5.1.2027.
""".replace("\n", "\r\n").encode()
