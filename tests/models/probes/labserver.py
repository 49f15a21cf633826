# SPDX-License-Identifier: GPL-3.0-or-later
# Servers of the loopback lab: labserver.py ADDRESS MODE CERT KEY [ADDRESS MODE CERT KEY ...]
# SMTP servers share one port, HTTPS servers (modes https-...) another. Prints "ready SMTPPORT HTTPSPORT", then a line
# for each command that an SMTP client says: "ADDRESS COMMAND".
import os
import socket
import ssl
import sys
import threading
import time

POLICY = "version: STSv1\r\nmode: enforce\r\nmx: *.mx.example.com\r\nmax_age: 604800\r\n"


def tell(*words):
    print(*words, flush=True)


def context(cert, key):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(cert, key)
    return tls


def lines(conn):
    buffer = b""
    while True:
        data = conn.recv(4096)
        if not data:
            return
        buffer += data
        while b"\n" in buffer:
            line, buffer = buffer.split(b"\n", 1)
            yield line.strip().decode("latin-1")


def dialogue(conn, address, mode, tls):
    for line in lines(conn):
        tell(address, line)
        word = line.split(" ")[0].upper()
        if word == "EHLO":
            extra = b"" if mode == "plain" else b"250-STARTTLS\r\n"
            conn.sendall(b"250-" + address.encode() + b" hello\r\n250-PIPELINING\r\n" + extra + b"250 8BITMIME\r\n")
        elif word == "STARTTLS":
            conn.sendall(b"220 go ahead\r\n" + (b"250 injected\r\n" if mode == "inject" else b""))
            if mode == "bad-tls":
                time.sleep(0.3)  # not in one packet with the answer
                conn.sendall(b"this is no TLS\r\n" * 100)
                return
            if mode == "no-tls":
                time.sleep(60)
            dialogue(tls.wrap_socket(conn, server_side=True), address, "plain", tls)
            return
        elif word == "QUIT":
            conn.sendall(b"221 bye\r\n")
            return
        else:
            conn.sendall(b"502 no\r\n")


def smtp(conn, address, mode, tls):
    if mode == "silent":
        time.sleep(60)
    elif mode == "drop":
        return
    elif mode == "garbage":
        conn.sendall(bytes(range(256)) + b"\n" + os.urandom(2000))
    elif mode == "long-line":
        while True:
            conn.sendall(b"x" * 4096)
    elif mode == "many-lines":
        while True:
            conn.sendall(b"220-still greeting\r\n" * 100)
    elif mode == "drip":
        while True:
            conn.sendall(b"2")
            time.sleep(0.1)
    elif mode == "refuse":
        conn.sendall(b"554 no service for joe@example.com\r\n")
        time.sleep(1)
    else:
        conn.sendall(b"220 " + address.encode() + b" ESMTP\r\n")
        dialogue(conn, address, mode, tls)


def https(conn, mode, tls):
    conn = tls.wrap_socket(conn, server_side=True)
    head = next(lines(conn))
    status, kind, body = "200 OK", "text/plain", POLICY
    if not head.startswith("GET /.well-known/mta-sts.txt "):
        status, body = "400 Bad Request", ""
    elif mode == "https-missing":
        status = "404 Not Found"
    elif mode == "https-redirect":
        status = "302 Found\r\nLocation: https://mta-sts.example.com/elsewhere"
    elif mode == "https-page":
        kind, body = "text/html", "<html></html>"
    elif mode == "https-large":
        body = "x" * 1000000
    elif mode == "https-silent":
        time.sleep(60)
    conn.sendall(f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nConnection: close\r\n\r\n{body}".encode())
    conn.close()


def answer(conn, address, mode, tls):
    try:
        if mode.startswith("https-"):
            https(conn, mode, tls)
        else:
            smtp(conn, address, mode, tls)
    except (OSError, StopIteration):
        pass
    finally:
        conn.close()


def serve(listener, address, mode, tls):
    while True:
        conn, _ = listener.accept()
        threading.Thread(target=answer, args=(conn, address, mode, tls), daemon=True).start()


def listen(servers):
    """Binds them all: those of a kind to one port, which the first is given. Fails when another has it elsewhere."""
    ports, listeners = {True: 0, False: 0}, []
    for address, mode, _, _ in servers:
        secure = mode.startswith("https-")
        listener = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
        listeners.append(listener)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, ports[secure]))
        listener.listen(16)
        ports[secure] = listener.getsockname()[1]
    return ports, listeners


def main():
    servers = list(zip(*[iter(sys.argv[1:])] * 4))
    for last in [False] * 9 + [True]:
        try:
            ports, listeners = listen(servers)
            break
        except OSError:
            if last:
                raise
    for listener, (address, mode, cert, key) in zip(listeners, servers):
        tls = context(cert, key)
        threading.Thread(target=serve, args=(listener, address, mode, tls), daemon=True).start()
    tell("ready", ports[False], ports[True])
    sys.stdin.read()  # until the test ends


main()
