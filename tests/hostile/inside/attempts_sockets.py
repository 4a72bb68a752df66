"""Sockets: the network, the host's services, and pairs put to another use."""

import array
import os
import socket

from attempts_common import LIBC, Refused, Target, call


def speak_tcp_to_the_host(target: Target) -> None:
    with socket.create_connection(("127.0.0.1", target.port), timeout=2) as speaks:
        if not speaks.recv(8):
            raise Refused("nothing came")


def make_a_tcp_socket(target: Target) -> None:
    socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()


def make_a_udp_socket(target: Target) -> None:
    socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).close()


def make_a_raw_socket(target: Target) -> None:
    socket.socket(socket.AF_INET, socket.SOCK_RAW, 1).close()


def make_a_packet_socket(target: Target) -> None:
    socket.socket(socket.AF_PACKET, socket.SOCK_RAW).close()


def ask_the_kernel_by_netlink(target: Target) -> None:
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).close()


def speak_to_the_hypervisor(target: Target) -> None:
    socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM).close()


def use_the_kernels_ciphers(target: Target) -> None:
    socket.socket(socket.AF_ALG, socket.SOCK_SEQPACKET).close()


def make_a_unix_socket(target: Target) -> None:
    socket.socket(socket.AF_UNIX, socket.SOCK_STREAM).close()


def speak_to_a_service_by_its_path(target: Target) -> None:
    with socket.socket(socket.AF_UNIX) as speaks:
        speaks.connect(target.socket)


def speak_to_a_service_without_a_path(target: Target) -> None:
    with socket.socket(socket.AF_UNIX) as speaks:
        speaks.connect("\0" + target.abstract)


def send_a_datagram_from_a_pair(target: Target) -> None:
    """A pair of datagrams may be addressed elsewhere."""
    one, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    one.sendto(b"evil", target.datagrams)


def send_it_by_sendmsg(target: Target) -> None:
    one, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    one.sendmsg([b"evil"], [], 0, target.datagrams)


def connect_half_a_pair(target: Target) -> None:
    one, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    one.connect(target.datagrams)


def listen_for_others(target: Target) -> None:
    with socket.socket(socket.AF_UNIX) as waits:
        waits.bind("\0evenhand-evil")
        waits.listen()


def leave_a_socket_in_scratch(target: Target) -> None:
    with socket.socket(socket.AF_UNIX) as waits:
        waits.bind(target.scratch + "/socket")


def hide_a_descriptor_in_a_message(target: Target) -> None:
    """A deleted file in flight is counted by nobody."""
    one, _ = socket.socketpair()
    held = array.array("i", [os.open("/dev/null", os.O_RDONLY)])
    one.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, held)])


def enlarge_a_sockets_buffer(target: Target) -> None:
    one, _ = socket.socketpair()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 28)


def make_a_pair_of_the_network(target: Target) -> None:
    call("socketpair", socket.AF_INET, socket.SOCK_STREAM, 0, b"\0" * 8)


def name_the_interfaces(target: Target) -> None:
    if not [name for _, name in socket.if_nameindex() if name != "lo"]:
        raise Refused("none but the loopback")


def name_the_machine(target: Target) -> None:
    if LIBC.sethostname(b"evil", 4):
        raise Refused("sethostname")
