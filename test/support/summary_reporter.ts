/** The reporter of `npm test`: one line per thousand tests, then the counts and failures, so that they come last. */
import Mocha from "mocha";

const { EVENT_TEST_END } = Mocha.Runner.constants;
const testsPerLine = 1000;

export default class SummaryReporter extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    let ended = 0;
    runner.on(EVENT_TEST_END, () => {
      ended += 1;
      if (ended % testsPerLine === 0) process.stdout.write(`  ${ended} tests run\n`);
    });
  }

  override done(failures: number, end?: (failures: number) => void): void {
    this.epilogue();
    end?.(failures);
  }
}
