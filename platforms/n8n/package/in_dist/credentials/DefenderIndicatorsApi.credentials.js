exports.DefenderIndicatorsApi = require("../index.js").DefenderIndicatorsApi;
