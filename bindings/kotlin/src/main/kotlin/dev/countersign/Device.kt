package dev.countersign

/**
 * What servers are told about this device.
 *
 * @property name For the person's device list, at most 64 characters.
 * @property app Name and version of the app, at most 64 characters.
 * @property push Where pushes go, if anywhere.
 * @property telemetry For servers that collect statistics; nothing unless the app chose to be counted.
 */
public data class Device(
    public val name: String = "Headless phone",
    public val app: String = "countersign-kotlin",
    public val push: PushTarget? = null,
    public val telemetry: Telemetry? = null,
)

/**
 * A push provider's address of this device. Its text hides the token.
 *
 * @property provider `fcm`, `webpush`...
 * @property token The provider's token, at most 4,096 characters.
 */
public data class PushTarget(
    public val provider: String,
    public val token: String,
) {
    override fun toString(): String = "PushTarget(provider=$provider)"
}

/**
 * What an app that chose to be counted says of itself.
 *
 * @property appName Name of the app.
 * @property appVersion Version of the app.
 */
public data class Telemetry(
    public val appName: String,
    public val appVersion: String,
)
