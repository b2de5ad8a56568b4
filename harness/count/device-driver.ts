import { readdirSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/** `virtiofs` for `virtio3-requests.0`: the kernel numbers its devices anew in every boot, and names of drivers stay. */
export function virtioDriver(handler: string): string | null {
  const device = /^virtio\d+/.exec(handler)?.[0];
  return device === undefined ? null : driverAt(`/sys/bus/virtio/devices/${device}`);
}

/** A device as the DMA code names it, with its driver where sysfs tells: `virtiofs@0000:00:04.0`. */
export function withDriver(device: string): string {
  const driver = busDriver(device);
  return driver === null ? device : `${driver}@${device}`;
}

const known = new Map<string, string | null>();

/** Looked up once: a device keeps its driver as long as something is measured on it. */
function busDriver(device: string): string | null {
  const before = known.get(device);
  if (before !== undefined) return before;
  const found = virtioBelow(`/sys/bus/pci/devices/${device}`) ?? driverAt(`/sys/bus/vmbus/devices/${device}`);
  known.set(device, found);
  return found;
}

/** Virtio devices on PCI all have the driver `virtio-pci`; what they are shows one level below. */
function virtioBelow(path: string): string | null {
  try {
    const virtio = readdirSync(path).find((name) => /^virtio\d+$/.test(name));
    return driverAt(virtio === undefined ? path : `${path}/${virtio}`);
  } catch {
    return null; // Not on this bus.
  }
}

function driverAt(path: string): string | null {
  try {
    return basename(readlinkSync(`${path}/driver`));
  } catch {
    return null; // No such device, or none of this bus has a driver.
  }
}
