/** Codes of the system with which no answer came; what AWS itself refuses has a name such as `AccessDenied`. */
export function isUnreached(code: string): boolean {
  return /^(?:E[A-Z]{2,}(?:_[A-Z]+)?|UND_ERR_\w+|TimeoutError)$/.test(code);
}

export const howToReachAws =
  'is this machine online, and AWS_REGION right? Else set HTTPS_PROXY if it reaches the internet through a proxy';
