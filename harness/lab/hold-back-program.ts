/**
 * Python: runs a command, with all that it starts, and holds back some of its system calls before they begin. `argv` is a list of
 * number=nanoseconds by commas, and the command.
 *
 * The kernel asks it about each such call (seccomp user notification, seccomp_unotify(2), Linux 5.5), while the caller waits, and is told
 * to go on when the time is over. All other calls run at full speed, and callers wait side by side. A debugger's stops
 * (`strace --inject`) would do it too, but strace 6.1 forgets its timer now and then, and everything stands still.
 */
export const HOLD_BACK = `
import ctypes, fcntl, gc, heapq, os, select, socket, struct, sys, time

SET_NO_NEW_PRIVS, SET_TIMERSLACK = 38, 29
SECCOMP, SET_MODE_FILTER, NEW_LISTENER = 317, 1, 8
RECEIVE, SEND, CONTINUE = 0xC0502100, 0xC0182101, 1
X86_64 = 0xC000003E
LOAD, JUMP_IF_EQUAL, RETURN, ALLOW, ASK = 0x20, 0x15, 0x06, 0x7FFF0000, 0x7FC00000

libc = ctypes.CDLL(None, use_errno=True)

def called(function, *args):
    result = function(*args)
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return result

def listener(numbers):
    count = len(numbers)
    steps = [(LOAD, 0, 0, 4), (JUMP_IF_EQUAL, 0, count + 1, X86_64), (LOAD, 0, 0, 0)]
    steps += [(JUMP_IF_EQUAL, count - index, 0, number) for index, number in enumerate(numbers)]
    steps += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, ASK)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(steps), ctypes.addressof(code)))
    called(libc.prctl, SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return called(libc.syscall, SECCOMP, SET_MODE_FILTER, NEW_LISTENER, program)

def serve(asked, delays, child):
    libc.prctl(SET_TIMERSLACK, 1, 0, 0, 0)
    gc.disable()
    gone = select.poll()
    gone.register(asked, 0)
    ended = os.pidfd_open(child)
    watched = [asked, ended]
    code = None
    waiting = []
    while True:
        now = time.monotonic_ns()
        while waiting and waiting[0][0] <= now:
            answer = struct.pack("QqiI", heapq.heappop(waiting)[1], 0, 0, CONTINUE)
            try:
                fcntl.ioctl(asked, SEND, answer)
            except OSError:
                pass  # It was interrupted or killed meanwhile.
        left = (waiting[0][0] - now) / 1e9 if waiting else None
        ready = select.select(watched, [], [], left)[0]
        if ended in ready:
            # Before Linux 6.11 the kernel knows that nobody is left to ask for only when all have been waited for.
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            watched.remove(ended)
        if asked not in ready:
            continue
        if gone.poll(0):
            break
        call = bytearray(80)
        try:
            fcntl.ioctl(asked, RECEIVE, call)
        except OSError:
            continue
        [identity, number] = struct.unpack_from("QxxxxxxxxI", call)
        heapq.heappush(waiting, (time.monotonic_ns() + delays[number], identity))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) if code is None else code

delays = {int(number): int(ns) for number, ns in (one.split("=") for one in sys.argv[1].split(","))}
mine, other = socket.socketpair()
child = os.fork()
if child == 0:
    mine.close()
    try:
        socket.send_fds(other, [b"x"], [listener(list(delays))])
        os.execvp(sys.argv[2], sys.argv[2:])
    except OSError as error:
        os.write(2, f"hold-back: {sys.argv[2]}: {error.strerror}\\n".encode())
    os._exit(127)
other.close()
received = socket.recv_fds(mine, 1, 1)[1]
code = serve(received[0], delays, child) if received else os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
sys.exit(code if code >= 0 else 128 - code)
`;
