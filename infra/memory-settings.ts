/**
 * What keeps the memory of the enrich function below its 512 MB: environment variables that node and the C library read.
 *
 * NODE_OPTIONS: V8's limits, in MiB. Lambda's start script gives node 5 % and 90 % of the function's memory, unless
 * NODE_OPTIONS has one of the two:
 * https://dev.to/wonderfulsoap/deep-dive-into-aws-lambda-3-official-nodejs-runtime-analysis-43je. Its 25 become two
 * halves of 32 that hold little but what is over already, and count again in how far the old generation may grow: some
 * 60 MB that stay resident, where 8 cost a tenth of the processor time. Node itself needs the rest of the memory.
 *
 * MALLOC_MMAP_THRESHOLD_: bytes from which on glibc gives what is freed back at once. V8's compilers work in pieces of
 * up to 32 KB, in threads of their own; otherwise some 25 MB of them stay resident in these threads' arenas for ever.
 * Source: mallopt(3); Amazon Linux has glibc.
 */
export const memorySettings = {
  NODE_OPTIONS: '--max-semi-space-size=8 --max-old-space-size=384',
  MALLOC_MMAP_THRESHOLD_: '16384',
} as const;
