/** A refusal as Step Functions words it; `name` is the error's type. */
export class StepFunctionsError extends Error {
  constructor(type: string, message: string) {
    super(message);
    this.name = type;
  }
}
