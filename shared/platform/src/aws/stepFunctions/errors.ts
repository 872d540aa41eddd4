/** An error response of Step Functions; `name` is the error's type. */
export class StepFunctionsError extends Error {
  constructor(type: string, message: string) {
    super(message);
    this.name = type;
  }
}
