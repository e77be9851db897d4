using UNetSharp.Cli;

return CommandLine.Run(args,
[
    DemoCommand.Create(),
    TrainCommand.Create(),
    NetworksCommand.Create(),
    InfoCommand.Create(),
    RunCommand.Create(),
    BenchCommand.Create(),
    PredictCommand.Create(),
    EvaluateCommand.Create(),
    CheckCommand.Create(),
    ConvertCommand.Create(),
]);
