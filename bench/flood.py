"""`python -m bench.flood`: how many frames a second the generator can take in, on its core.

A sender on the server's core writes frames of 40 bytes to 100 connections as fast as it can: first
one system call a frame, as most servers do, then ten frames a call, so that it is not the sender
who is measured.
"""

from __future__ import annotations

import multiprocessing
import os
import socket
import time

from bench.load.client import Client
from bench.load.generator import Generator, Sends, clock
from bench.load.target import HOST, Board
from bench.measure.window import own_cpu_seconds
from bench.process import SERVER_CORE, free_port, pin_generator

_CONNECTIONS = 100
_SECONDS = 4.0
_FRAME = bytes((0x82, 40)) + bytes(40)


def main() -> None:
    pin_generator()
    for frames_a_call in (1, 10):
        print(_line(frames_a_call))


def _line(frames_a_call: int) -> str:
    port = free_port()
    context = multiprocessing.get_context("spawn")
    sender = context.Process(target=_send, args=(port, frames_a_call), daemon=True)
    sender.start()
    try:
        generator = Generator()
        for _ in range(_CONNECTIONS):
            generator.add(_connected(port))
        generator.start_tapes()
        spent = own_cpu_seconds()
        generator.play(Sends([], [], []), clock() + _SECONDS)
        spent = own_cpu_seconds() - spent
    finally:
        sender.kill()
        sender.join()
    chunks = [len(chunk) for client in generator.clients for chunk in client.tape.chunks]
    generator.close()
    frames = sum(chunks) / len(_FRAME)
    return (
        f"{frames_a_call} frames a call: {frames / _SECONDS:,.0f} frames/s taken in, "
        f"{frames / len(chunks):.1f} a read, generator at {100 * spent / _SECONDS:.0f}% of its core: "
        f"good for {frames / spent:,.0f} frames/s"
    )


def _connected(port: int) -> Client:
    end = time.monotonic() + 20
    while True:
        try:
            socket.create_connection((HOST, port), 1).close()
            return Client(Board("/"), port)
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def _send(port: int, frames_a_call: int) -> None:
    """A peer that says yes to every upgrade and then only talks."""
    os.sched_setaffinity(0, {SERVER_CORE})
    listener = socket.create_server((HOST, port), backlog=_CONNECTIONS)
    listener.settimeout(20)
    peers: list[socket.socket] = []
    while len(peers) < _CONNECTIONS:
        peer, _ = listener.accept()
        if peer.recv(65536):
            peer.sendall(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
            peer.setblocking(False)
            peers.append(peer)
    data = _FRAME * frames_a_call
    end = time.monotonic() + 2 * _SECONDS
    while time.monotonic() < end:
        for peer in peers:
            try:
                peer.send(data)
            except BlockingIOError:
                continue


if __name__ == "__main__":
    main()
