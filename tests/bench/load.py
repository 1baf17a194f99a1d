"""Requests over loopback, a fixed number of them, one after the other on one connection: raw bytes,
so that the asking costs little beside the answering."""

import socket
import time
from dataclasses import dataclass
from typing import BinaryIO

from tests.serving import HOST


@dataclass
class Asking:
    port: int
    path: str

    def seconds(self, times: int) -> float:
        begun = time.perf_counter()
        left = times
        while left > 0:
            left -= self._on_one_connection(left)
        return time.perf_counter() - begun

    def _on_one_connection(self, most: int) -> int:
        """How many were answered before the server ended the connection."""
        question = f"GET {self.path} HTTP/1.1\r\nHost: {HOST}\r\nAccept-Encoding: gzip\r\n\r\n"
        with socket.create_connection((HOST, self.port), timeout=30) as line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            stream = line.makefile("rb")
            for done in range(most):
                line.sendall(question.encode())
                if not self._read(stream):
                    return done + 1
        return most

    @staticmethod
    def _read(stream: BinaryIO) -> bool:
        """One answer to its end; whether the connection goes on."""
        first = stream.readline()
        assert first.startswith(b"HTTP/1.1 200"), first
        length, goes_on = 0, True
        while (line := stream.readline()) not in {b"\r\n", b""}:
            name, _colon, value = line.lower().partition(b":")
            if name == b"content-length":
                length = int(value)
            goes_on = goes_on and not (name == b"connection" and b"close" in value)
        assert len(stream.read(length)) == length > 0
        return goes_on
