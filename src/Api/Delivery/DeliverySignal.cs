using StatusLevels.Grains.Organizations;

namespace StatusLevels.Api.Delivery;

/// <summary>Deliveries were made by this process. Other processes look once a second.</summary>
internal sealed class DeliverySignal : WakeSignal;
