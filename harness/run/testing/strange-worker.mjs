import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, openSync } from 'node:fs';

/**
 * Loops and tasks that behave as those of a workload never should. Plain JavaScript, because measuring processes import modules by
 * their URL and run compiled code: this one needs no build.
 */

const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** Blocks in the kernel until somebody opens the other end, which nobody does. */
function openForEver({ fifo }) {
  if (!existsSync(fifo)) execFileSync('mkfifo', [fifo]);
  openSync(fifo, 'r');
}

function failing(code, afterMs = 0) {
  sleep(afterMs);
  throw Object.assign(new Error(`${code}: as planned`), { code });
}

export const loops = {
  hang: (args) => ({ operations: 1, run: () => openForEver(args) }),
  hangInOneThread: (args, { thread }) => ({ operations: 1, run: () => thread === 1 && openForEver(args) }),
  hangWhilePreparing: (args) => openForEver(args),
  slow: ({ operations, ms }) => ({ operations, run: () => sleep(ms) }),
  /** Fails every third call with EIO, and of those left every fifth with ESTALE; good calls take a millisecond, failing ones ten. */
  fail: ({ operations }) => ({
    operations,
    run(index) {
      if (index % 3 === 0) failing('EIO', 10);
      if (index % 5 === 0) failing('ESTALE', 10);
      sleep(1);
    },
  }),
  failAlways: ({ operations }) => {
    let calls = 0;
    return {
      operations,
      run() {
        calls++;
        failing('EIO');
      },
      outcomes: () => ({ calls }),
    };
  },
  /** Writes down who was done, and who cleaned up. */
  cleanUp: ({ log }, { thread }) => ({
    operations: 1,
    run() {
      sleep(50 * thread);
      appendFileSync(log, 'done\n');
    },
    close: () => appendFileSync(log, 'closed\n'),
  }),
  failToPrepare: ({ failing: thread }, share) => {
    if (share.thread === thread) failing('EACCES');
    return { operations: 10, run() {} };
  },
  /** Counts its calls, and those that come out of order. */
  count({ operations }, { thread, threads }) {
    const own = Math.floor(operations / threads) + (thread < operations % threads ? 1 : 0);
    let calls = 0;
    let outOfOrder = 0;
    return {
      operations: own,
      run: (index) => {
        if (index !== calls++) outOfOrder++;
      },
      outcomes: () => ({ calls, outOfOrder }),
    };
  },
};

export const tasks = {
  hang: openForEver,
  fail: () => failing('ENOTCONN'),
  answer: () => 42,
  end: () => process.kill(process.pid, 'SIGKILL'),
};
