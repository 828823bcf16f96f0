"""Mails: as files in a folder (the default), or over SMTP."""

import os
import smtplib
import ssl
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from storefront.integrations.ports import Mail, MailRefused

# A link in a header must not be broken or encoded, which Python does with what does not fit into 78 characters; the
# standard allows 998 (RFC 5322, 2.1.1).
POLICY = SMTP.clone(max_line_length=998)


class FolderMailer:
    """Writes mails into a folder instead of sending them: the embedded default."""

    def __init__(self, folder: Path, sender: str) -> None:
        """Mails come from ``sender`` (``Name <address>``)."""
        self.folder, self.sender = folder, sender

    def send(self, mail: Mail) -> None:
        """Write the mail, whole or not at all; the same Message-ID overwrites itself."""
        message = message_of(mail, self.sender)
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{mail.message_id.strip('<>').split('@')[0]}.eml"
        draft = self.folder / f".{name}.{os.getpid()}"
        draft.write_bytes(message.as_bytes(policy=POLICY))
        draft.replace(self.folder / name)


class SmtpMailer:
    """Sends mails over SMTP, each in a conversation of its own."""

    def __init__(self, url: str, sender: str, timeout: float = 20) -> None:
        """``url``: ``smtp://user:password@host:587`` (STARTTLS where the server offers it) or ``smtps://…``.

        ``timeout`` is in seconds, for every step.
        """
        parts = urlsplit(url)
        self._tls, self._host = parts.scheme == "smtps", parts.hostname or "localhost"
        self._port = parts.port or (465 if self._tls else 587)
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self.sender, self._timeout = sender, timeout

    def send(self, mail: Mail) -> None:
        """Send the mail. What the server refuses for good is MailRefused, all else may be tried again."""
        message = message_of(mail, self.sender)
        try:
            with self._connect() as server:
                server.send_message(message, to_addrs=[mail.to])
        except smtplib.SMTPRecipientsRefused as refused:
            code = refused.recipients[mail.to][0]
            raise (MailRefused if code >= 500 else ConnectionError)(f"the server says {code}") from None
        except (smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as refused:
            code = refused.smtp_code
            raise (MailRefused if code >= 500 else ConnectionError)(f"the server says {code}") from None

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self._tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=self._timeout, context=context)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=self._timeout)
        try:
            server.ehlo()
            if not self._tls and server.has_extn("starttls"):
                server.starttls(context=context)
            if self._user:
                server.login(self._user, self._password)
        except BaseException:
            server.close()
            raise
        return server


def message_of(mail: Mail, sender: str) -> EmailMessage:
    """The mail as an RFC 5322 message.

    ``ValueError`` refuses a line break in a header, and a recipient that the header would name otherwise.
    """
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, mail.to, mail.subject
    if [address.addr_spec for address in message["To"].addresses] != [mail.to]:
        raise ValueError("the header would name another recipient")
    message["Message-ID"] = mail.message_id
    if mail.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if mail.reply_to:
        message["Reply-To"] = mail.reply_to
    message["Date"] = format_datetime(datetime.now(UTC))
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    return message


class FakeMailer:
    """Keeps mails in a list, for tests; ``broken`` makes it fail."""

    def __init__(self) -> None:
        """Nothing sent yet."""
        self.sent: list[Mail] = []
        self.broken = False

    def send(self, mail: Mail) -> None:
        """Keep the mail."""
        if self.broken:
            raise ConnectionError("the mail server is away")
        self.sent.append(mail)
