/**
 * Relay between QEMU and virtiofsd on a vhost-user socket, run as `python3 -c … FRONT_SOCKET BACK_SOCKET`: Node cannot pass file
 * descriptors over a socket. Kept here because the build copies only TypeScript into dist.
 *
 * virtiofsd does not offer VIRTIO_F_ACCESS_PLATFORM (bit 33), so QEMU refuses iommu_platform=on for vhost-user-fs, and the guest then
 * bypasses the DMA API: no bounce buffers, whatever swiotlb=force says. The relay adds the bit to the reply of GET_FEATURES and takes
 * it out of SET_FEATURES; every other message passes unchanged with its descriptors. Without a vIOMMU the addresses are
 * guest-physical either way, so nothing else has to change. Messages: QEMU's docs/interop/vhost-user.rst.
 */
export const ACCESS_PLATFORM_RELAY = `
import os, socket, struct, sys, threading

GET_FEATURES, SET_FEATURES, ACCESS_PLATFORM = 1, 2, 1 << 33

def receive(sock, size):
    data, descriptors = b"", []
    while len(data) < size:
        part, received, _, _ = socket.recv_fds(sock, size - len(data), 16)
        if not part:
            return None, descriptors
        data += part
        descriptors += received
    return data, descriptors

def relay(source, sink, edit):
    while True:
        header, descriptors = receive(source, 12)
        if header is None:
            try:
                sink.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            return
        request, flags, size = struct.unpack("<III", header)
        body, more = receive(source, size) if size else (b"", [])
        body = edit(request, body)
        header = struct.pack("<III", request, flags, len(body))
        socket.send_fds(sink, [header + body], descriptors + more)
        for descriptor in descriptors + more:
            os.close(descriptor)

def edit_number(wanted, change):
    def edit(request, body):
        return struct.pack("<Q", change(struct.unpack("<Q", body)[0])) if request == wanted else body
    return edit

listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen(1)
qemu, _ = listener.accept()
server = socket.socket(socket.AF_UNIX)
server.connect(sys.argv[2])
to_server = threading.Thread(target=relay, args=(qemu, server, edit_number(SET_FEATURES, lambda bits: bits & ~ACCESS_PLATFORM)))
to_server.start()
relay(server, qemu, edit_number(GET_FEATURES, lambda bits: bits | ACCESS_PLATFORM))
to_server.join()
`;
