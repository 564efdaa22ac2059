"""HTTP/1.1 as uvicorn speaks it with httptools, a parser in C: streams and files cost much less than with h11.

That one limits what stands in front of a body, and this one does not, so it is done here.
"""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD = 64 * 1024
"""Bytes of a request line and its headers."""


class Protocol(HttpToolsProtocol):
    """One connection; a head without an end is refused before it fills the memory."""

    head = 0
    in_head = True

    def data_received(self, data: bytes) -> None:
        """Parse, and refuse a head that is still not at its end."""
        self.head = self.head + len(data) if self.in_head else 0
        super().data_received(data)
        if self.in_head and self.head > MOST_HEAD and not self.transport.is_closing():
            self.send_400_response(f"The head of a request may have {MOST_HEAD // 1024} KiB.")

    def on_headers_complete(self) -> None:
        """What comes from here on is a body, which has its own limit."""
        self.in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """What comes from here on is another request."""
        super().on_message_complete()
        self.in_head, self.head = True, 0
