import { AlarmRule, AlarmState, CompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct, type IConstruct } from 'constructs';
import { toResourceNames } from '../resource-names.ts';
import { RunbookAlarm } from './runbook-alarm.ts';

export interface UnhealthyAlarmProps {
  readonly tenant: string;
  /** Whose alarms count: all of them are there before this one. */
  readonly of: IConstruct;
  readonly topic: ITopic;
}

/** One alarm for whoever is woken at night: it is on while any alarm of severity critical is. */
export class UnhealthyAlarm extends Construct {
  constructor(scope: Construct, id: string, { tenant, of, topic }: UnhealthyAlarmProps) {
    super(scope, id);
    const critical = of.node
      .findAll()
      .flatMap((one) =>
        one instanceof RunbookAlarm && one.severity === 'critical' ? (one.alarm ?? []) : [],
      );
    if (critical.length === 0) return;
    const alarm = new CompositeAlarm(this, 'Alarm', {
      compositeAlarmName: toResourceNames(tenant).toAlarm('unhealthy'),
      alarmDescription: `${tenant}: events or records do not get through. Which alarm is on says why.`,
      // By name, and not by reference: a rule has room for the names.
      alarmRule: AlarmRule.anyOf(...critical.map((one) => AlarmRule.fromAlarm(one, AlarmState.ALARM))),
    });
    const action = new SnsAction(topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }
}
