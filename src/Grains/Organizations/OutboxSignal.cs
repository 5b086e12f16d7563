namespace StatusLevels.Grains.Organizations;

/// <summary>An event was committed by this process. Other processes look once a second.</summary>
public sealed class OutboxSignal : WakeSignal;
