using System.Diagnostics;
using OpenTelemetry;

namespace StatusLevels.Silo.Telemetry;

/// <summary>No trace tells the connection string of a pool that has no name.</summary>
internal sealed class PoolsInTraces : BaseProcessor<Activity>
{
    private const string PoolTag = "db.npgsql.data_source";

    public override void OnEnd(Activity data)
    {
        if (data.GetTagItem(PoolTag) is string pool)
        {
            data.SetTag(PoolTag, PoolNames.Of(pool));
        }
    }
}
