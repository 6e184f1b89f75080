/**
 * V8's limits, in MiB, for the 512 MB of the enrich function; node's own options, by NODE_OPTIONS.
 *
 * Lambda's start script gives node 5 % and 90 % of the function's memory, unless NODE_OPTIONS has one of the two:
 * https://dev.to/wonderfulsoap/deep-dive-into-aws-lambda-3-official-nodejs-runtime-analysis-43je. Its 25 become two
 * halves of 32 that hold little but what is over already, and count again in how far the old generation may grow: some
 * 60 MB that stay resident, where 8 cost a tenth of the processor time. Node itself needs the rest of the memory.
 */
export const heapOptions = ['--max-semi-space-size=8', '--max-old-space-size=384'] as const;
