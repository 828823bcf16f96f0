"""Mail as files: each one an .eml in a folder, as a mail program would open it."""

import os
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from storefront.integrations.ports import Mail

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
    message["Date"] = format_datetime(datetime.now(UTC))
    message.set_content(mail.text)
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
