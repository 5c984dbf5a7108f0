# gevents.py: Python's gevent, with servers and clients that talk by sockets.
#
# SPDX-License-Identifier: GPL-2.0-or-later

import ctypes
import sys
import gevent
from gevent import socket
from gevent.server import StreamServer

plant = ctypes.CDLL(sys.argv[1]).plant_in_script if len(sys.argv) > 1 else None


def serve(connection, _):
    for line in connection.makefile('rb'):
        if plant and line == b'7\n':
            plant()
        connection.sendall(line)


def ask(port, number):
    with socket.create_connection(('127.0.0.1', port)) as connection:
        answers = connection.makefile('rb')
        for _ in range(3):
            connection.sendall(b'%d\n' % number)
            assert answers.readline() == b'%d\n' % number


server = StreamServer(('127.0.0.1', 0), serve)
server.start()
gevent.joinall([gevent.spawn(ask, server.server_port, i) for i in range(20)], raise_error=True)
server.stop()
print('done')
