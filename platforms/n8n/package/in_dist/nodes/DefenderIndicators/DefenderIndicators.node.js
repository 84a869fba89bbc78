exports.DefenderIndicators = require("../../index.js").DefenderIndicators;
