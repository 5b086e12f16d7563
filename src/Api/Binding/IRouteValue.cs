namespace StatusLevels.Api.Binding;

/// <summary>A part of an address that is read by a type of its own: the API document names it as any other.</summary>
internal interface IRouteValue;
