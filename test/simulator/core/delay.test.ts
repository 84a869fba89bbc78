// Delays that end with the simulator.
import { expect } from "chai";
import { newDelay } from "../../../simulator/core/delay.js";

const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;

describe("simulator: delay", () => {
  it("clears all timers when it is stopped", () => {
    const before = timers();
    const { delay, stop } = newDelay();
    void delay(3_600_000);
    void delay(3_600_000);
    expect(timers()).to.equal(before + 2);
    stop();
    expect(timers()).to.equal(before);
  });
});
