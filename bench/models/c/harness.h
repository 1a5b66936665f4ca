/* Reads rows, answers lines on standard input and keeps the time; see bench/models/line-process.ts. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifndef VALUE
#define VALUE double
#endif

void predict(const VALUE *rows, int count, int width, double *out);

/* What is timed at once takes about so long. */
#define BATCH_S 0.002
#define MOST_TIMES 100000

static double now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return at.tv_sec + at.tv_nsec * 1e-9;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static char *read_file(const char *path, long *length) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    fprintf(stderr, "%s cannot be read\n", path);
    exit(1);
  }
  fseek(file, 0, SEEK_END);
  *length = ftell(file);
  rewind(file);
  char *bytes = aligned_alloc(64, (*length + 127) & -64L);
  if (bytes == NULL || fread(bytes, 1, *length, file) != (size_t)*length) exit(1);
  fclose(file);
  return bytes;
}

/* Microseconds of a call: the median of batches. */
static double measure(const VALUE *rows, long asked, int width, int batch, double ms, double *out) {
  static double times[MOST_TIMES];
  long turns = asked / batch, turn = 0, calls = 1, found = 0;
  double until = now() + ms / 1000;
  while (found < MOST_TIMES && (found < 3 || now() < until)) {
    double began = now();
    for (long call = 0; call < calls; call++, turn++) predict(rows + (turn % turns) * batch * width, batch, width, out);
    double each = (now() - began) / calls;
    times[found++] = each;
    long wanted = (long)(BATCH_S / each + 0.5);
    calls = wanted < 1 ? 1 : wanted < calls * 2 ? wanted : calls * 2;
  }
  qsort(times, found, sizeof(double), compare);
  return times[found / 2] * 1e6;
}

static int serve(const char *path, int width, int columns) {
  long length;
  double *given = (double *)read_file(path, &length);
  long asked = length / 8 / width;
  VALUE *rows = malloc(asked * width * sizeof(VALUE));
  for (long at = 0; at < asked * width; at++) rows[at] = given[at];
  double *out = malloc(asked * columns * sizeof(double));
  char verb[16];
  int count;
  puts("ready");
  fflush(stdout);
  while (scanf("%15s %d", verb, &count) == 2) {
    if (strcmp(verb, "answers") == 0) {
      predict(rows, count, width, out);
      for (int at = 0; at < count * columns; at++) printf(at == 0 ? "%.17g" : " %.17g", out[at]);
      puts("");
    } else {
      double ms;
      if (scanf("%lf", &ms) != 1) return 1;
      printf("%.6f\n", measure(rows, asked, width, count, ms, out));
    }
    fflush(stdout);
  }
  return 0;
}
