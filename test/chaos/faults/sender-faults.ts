import type { ChaosFault } from './chaos-fault.ts';

export const senderFaults: readonly ChaosFault[] = [
  {
    name: 'sender: delivers everything twice',
    begin({ system }) {
      system.sender.repeats = true;
      return () => {
        system.sender.repeats = false;
      };
    },
  },
  {
    name: 'sender: hangs up before the answer',
    begin({ system }) {
      system.sender.timeoutMs = 4;
      return () => {
        system.sender.timeoutMs = 20_000;
      };
    },
  },
  {
    name: 'poison: no events among events',
    begin({ traffic, send }) {
      send(Array.from({ length: 25 }, () => traffic.toPoison()));
      return () => undefined;
    },
  },
  {
    name: 'poison: an event larger than a message',
    begin({ traffic, send }) {
      send([traffic.toOversized()]);
      return () => undefined;
    },
  },
  {
    name: 'poison: messages in the queue that are no events',
    begin({ system, traffic, acknowledge }) {
      const sent = Array.from({ length: 10 }, () => traffic.toPoison());
      for (const { text } of sent) system.addToQueue(text);
      acknowledge(sent);
      return () => undefined;
    },
  },
];
