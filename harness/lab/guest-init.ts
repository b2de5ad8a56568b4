import { CONTENDER_FILES } from './contender.ts';
import { DISK_SERIALS } from './qemu-arguments.ts';

/** The guest prints this before it gives up; the host looks for it in the serial log. */
export const GUEST_FAILED = 'mntbench-lab failed:';

/** On the disk: WSL has a home there too, and the program's cache and native control lie in it. */
export const GUEST_HOME = '/home/mntbench';

/**
 * The guest's first process. In a TypeScript file because the build copies nothing else into dist, and a script that is looked for in
 * the sources would be missing where only dist is.
 *
 * The host's root, read-only under an overlay of memory, is the guest's: the same node, git and npm are there without an image that
 * somebody has to build, keep and trust. /run, /tmp and /mnt are the guest's own. `cache=loose` is right for the root alone: nothing
 * in the guest is meant to see the host change it.
 *
 * Power goes off without a sync, which would wait for ever for a file server that is dead; the results channel has no cache.
 */
export const GUEST_INIT = `#!/bin/busybox sh
/bin/busybox --install -s /bin
fail() { echo "${GUEST_FAILED} $*"; sleep 1; poweroff -n -f; }
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev
mount -t debugfs debug /sys/kernel/debug; mount -t tracefs trace /sys/kernel/tracing 2>/dev/null
for m in $(cat /modules/order); do insmod "/modules/$m" || fail "module $m does not load"; done

mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144 lab-results /results || fail 'no results channel'
. /results/settings
mount -t 9p -o ro,trans=virtio,version=9p2000.L,msize=262144,cache=loose lab-root /host || fail 'no root of the host'
mount -t tmpfs memory /overlay; mkdir -p /overlay/upper /overlay/work
mount -t overlay -o lowerdir=/host,upperdir=/overlay/upper,workdir=/overlay/work overlay /root || fail 'no overlay'
for d in proc sys dev; do mount --rbind /$d /root/$d; done
mkdir -p /root/dev/pts /root/dev/shm
mount -t devpts devpts /root/dev/pts; mount -t tmpfs shm /root/dev/shm
for d in run tmp mnt; do mount -t tmpfs -o mode=755 memory /root/$d; done
chmod 1777 /root/tmp; mkdir -p /root/mnt/c /root/mnt/d /root/mnt/e /root/run/mntbench-lab /root${GUEST_HOME}

disk() { for d in /sys/block/vd*; do [ "$(cat $d/serial)" = "$1" ] && echo /dev/\${d##*/}; done; }
mount -t ext4 "$(disk ${DISK_SERIALS.native})" /root${GUEST_HOME} || fail 'the disk does not mount'

ifconfig lo 127.0.0.1 up
ifconfig eth0 10.0.2.15 netmask 255.255.255.0 up || fail 'no network card'
# The byte stream stands in for WSL's hvsocket; 10.0.2.2 is how QEMU's user network names the loopback that it is on.
stream="trans=tcp,port=$PORT,version=9p2000.L,msize=65536,cache=mmap,access=client,uname=$UNAME,aname=$ANAME"
tries=0
until mount -t 9p -o "$stream" 10.0.2.2 /root/mnt/c; do
  tries=$((tries + 1)); [ $tries -lt 20 ] || fail '/mnt/c: 9P over TCP does not mount'
  sleep 0.2
done
mount -t virtiofs lab-virtiofs /root/mnt/d || fail '/mnt/d: virtiofs does not mount'
mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144,cache=mmap,access=client lab-9p /root/mnt/e \\
  || fail '/mnt/e: virtio-9P does not mount'
mount --move /results /root/run/mntbench-lab
cd /root/run/mntbench-lab

if [ -n "$CONTENDER" ]; then
  c=/run/mntbench-lab
  chroot /root $PYTHON $c/${CONTENDER_FILES.program} "$(disk ${DISK_SERIALS.contender})" $CONTENDER $c/${CONTENDER_FILES.report} &
  contender=$!
  until [ -s ${CONTENDER_FILES.report} ]; do
    kill -0 $contender 2>/dev/null || fail 'the contender does not start'
    sleep 0.1
  done
fi
n=0
for nice in $LOADS; do
  taskset -c $((n % $(nproc))) sh -c 'renice "$0" -p $$ && while :; do :; done' "$nice" &
  loops="$loops $!"
  n=$((n + 1))
done
sleep 0.1
[ -z "$loops" ] || kill -0 $loops || fail 'a loop of guest-load does not run'
cut -d' ' -f1 /proc/uptime > uptime
if [ -f interactive ]; then
  chroot /root /usr/bin/setsid -c -w /bin/sh /run/mntbench-lab/job </dev/ttyS0 >/dev/ttyS0 2>&1
else
  chroot /root /bin/sh /run/mntbench-lab/job >stdout 2>stderr </dev/null
fi
code=$?
[ -z "$loops" ] || kill $loops
[ -z "$CONTENDER" ] || { kill $contender; wait $contender; }
echo $code > exit-code
poweroff -n -f
`;
