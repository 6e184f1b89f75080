/** Where jest-circus looks for the handlers of the file before. */
const circusHandlers = Symbol.for('EVENT_HANDLERS');

/**
 * Notes the global variables, `process.exit` and the exit code; the answer puts them back. What was not there stays: CDK and
 * other packages keep there what they load once.
 */
export function noteGlobals(): () => void {
  const noted = Object.entries(Object.getOwnPropertyDescriptors(globalThis));
  const exit = Object.getOwnPropertyDescriptor(process, 'exit');
  const { exitCode } = process;
  return () => {
    for (const [name, descriptor] of noted) {
      const now = Object.getOwnPropertyDescriptor(globalThis, name);
      if (now?.value !== descriptor.value || now?.get !== descriptor.get) {
        Object.defineProperty(globalThis, name, descriptor);
      }
    }
    Reflect.deleteProperty(globalThis, circusHandlers);
    Object.defineProperty(process, 'exit', exit ?? {});
    process.exitCode = exitCode;
  };
}
