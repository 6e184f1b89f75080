import type { Target } from './target.ts';
import { bodies } from './targets/bodies.ts';
import { environments } from './targets/environments.ts';
import { enrichRequests, receiveRequests } from './targets/http-requests.ts';
import { records } from './targets/records.ts';
import { secrets } from './targets/secrets.ts';
import { sessionAnswers, sessionIds } from './targets/session-answers.ts';
import { tenantFiles } from './targets/tenant-files.ts';

export const targets: readonly Target[] = [
  bodies,
  records,
  sessionIds,
  sessionAnswers,
  secrets,
  tenantFiles,
  environments,
  receiveRequests,
  enrichRequests,
];
