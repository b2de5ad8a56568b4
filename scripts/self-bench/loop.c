/*
 * The same calls as mntbench's loops, timed the same way: one reading of CLOCK_MONOTONIC per call, the end of a call being the start of
 * the next. What Node adds to a call is the difference.
 *
 * loop DIRECTORY FILES READS: prints "<row> <mean ns>" for each row. The directory has to be empty, and is so afterwards.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define CONTENT_BYTES 1024
#define READ_BYTES 4096

static int files;
static char **paths;
static char content[READ_BYTES] __attribute__((aligned(4096)));
static int descriptor;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static int open_new(int index) {
  int file = open(paths[index], O_CREAT | O_WRONLY | O_TRUNC, 0644);
  if (file < 0) fail("open");
  return file;
}

static void create_empty(int index) {
  if (close(open_new(index)) != 0) fail("close");
}

static void create_content(int index) {
  int file = open_new(index);
  if (write(file, content, CONTENT_BYTES) != CONTENT_BYTES) fail("write");
  if (close(file) != 0) fail("close");
}

/* statx with this mask is what libuv calls for fs.statSync. */
static void stat_path(int index) {
  struct statx state;
  if (statx(AT_FDCWD, paths[index], 0, STATX_BASIC_STATS | STATX_BTIME, &state) != 0) fail("statx");
  if (state.stx_size != CONTENT_BYTES) fail("size");
}

static void remove_path(int index) {
  if (unlink(paths[index]) != 0) fail("unlink");
}

static void read_again(int index) {
  (void)index;
  if (pread(descriptor, content, READ_BYTES, 0) != READ_BYTES) fail("pread");
}

static void report(const char *row, int calls, void (*call)(int)) {
  double sum = 0;
  double previous = now();
  for (int index = 0; index < calls; index++) {
    call(index);
    double current = now();
    sum += current - previous;
    previous = current;
  }
  printf("%s %.1f\n", row, sum / calls);
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  files = atoi(argv[2]);
  paths = malloc(sizeof(char *) * (size_t)files);
  for (int index = 0; index < files; index++)
    if (asprintf(&paths[index], "%s/file-%06d.txt", argv[1], index) < 0) fail("asprintf");
  /* Pages that are there before the first timed call. */
  memset(content, 'x', sizeof content);

  report("create", files, create_empty);
  report("unlink-empty", files, remove_path);
  report("write", files, create_content);
  report("stat", files, stat_path);
  report("delete", files, remove_path);

  descriptor = open_new(0);
  if (write(descriptor, content, READ_BYTES) != READ_BYTES) fail("write");
  close(descriptor);
  descriptor = open(paths[0], O_RDONLY);
  if (descriptor < 0) fail("open");
  report("read", atoi(argv[3]), read_again);
  remove_path(0);
  return 0;
}
