/** A finding of cfn-lint that is known, and why nothing is done about it. */
export interface AcceptedFinding {
  readonly rule: string;
  /** Of the resource, or what begins with it. */
  readonly type: string;
  /** What its message has in it. */
  readonly message: string;
  readonly why: string;
}

const writtenOut = 'A dependency that a reference makes already is written out by CDK: it changes nothing.';

export const accepted: readonly AcceptedFinding[] = [
  {
    rule: 'I1022',
    type: '',
    message: 'Prefer using Fn::Sub over Fn::Join',
    why: 'CDK writes Fn::Join, which comes to the same; nobody edits these templates by hand.',
  },
  { rule: 'W3005', type: 'AWS::Lambda::Function', message: 'dependency already enforced', why: writtenOut },
  {
    rule: 'W3005',
    type: 'AWS::KinesisFirehose::DeliveryStream',
    message: 'dependency already enforced',
    why: writtenOut,
  },
];
