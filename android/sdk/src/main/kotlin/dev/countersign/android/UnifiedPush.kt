package dev.countersign.android

import android.annotation.TargetApi
import android.app.BroadcastOptions
import android.app.PendingIntent
import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.os.Build
import dev.countersign.PushTarget
import kotlinx.coroutines.launch
import java.util.UUID

/**
 * Pushes by UnifiedPush (its Android specification, version 3), without its library.
 *
 * Servers get the provider `unifiedpush` and the endpoint as the token.
 */
public object UnifiedPush {
    /** Packages of the distributors on this phone. */
    public fun distributors(context: Context): List<String> =
        context.packageManager.queryBroadcastReceivers(Intent(REGISTER), 0).map { it.activityInfo.packageName }.distinct()

    /** The distributor that pushes come by; `null` for none. */
    public fun distributor(context: Context): String? = settings(context).getString(DISTRIBUTOR, null)

    /** Asks [distributor] for an endpoint. Do it at each start: distributors forget. */
    public fun register(
        context: Context,
        distributor: String,
    ) {
        val token = settings(context).getString(TOKEN, null) ?: UUID.randomUUID().toString()
        settings(context).edit().putString(TOKEN, token).putString(DISTRIBUTOR, distributor).apply()
        send(context, Intent(REGISTER).setPackage(distributor).putExtra(TOKEN, token))
    }

    /** Wants no pushes any more. */
    public fun unregister(context: Context) {
        val token = settings(context).getString(TOKEN, null)
        val distributor = distributor(context)
        settings(context).edit().clear().apply()
        if (token != null && distributor != null) send(context, Intent(UNREGISTER).setPackage(distributor).putExtra(TOKEN, token))
    }

    /** Whether a broadcast with this token is from the distributor that was asked: nobody else knows it. */
    internal fun isOurs(
        context: Context,
        token: String?,
    ): Boolean = token != null && token == settings(context).getString(TOKEN, null)

    internal fun acknowledge(
        context: Context,
        intent: Intent,
    ) {
        val id = intent.getStringExtra(MESSAGE_ID) ?: return
        val distributor = distributor(context) ?: return
        send(context, Intent(ACKNOWLEDGE).setPackage(distributor).putExtra(TOKEN, intent.getStringExtra(TOKEN)).putExtra(MESSAGE_ID, id))
    }

    /** The distributor has to know who asks. */
    private fun send(
        context: Context,
        intent: Intent,
    ) {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.UPSIDE_DOWN_CAKE) {
            sendIdentified(context, intent)
        } else {
            val self = PendingIntent.getBroadcast(context, 0, Intent().setPackage(context.packageName), PendingIntent.FLAG_IMMUTABLE)
            context.sendBroadcast(intent.putExtra("pi", self))
        }
    }

    @TargetApi(Build.VERSION_CODES.UPSIDE_DOWN_CAKE)
    private fun sendIdentified(
        context: Context,
        intent: Intent,
    ) = context.sendBroadcast(intent, null, BroadcastOptions.makeBasic().setShareIdentityEnabled(true).toBundle())

    private fun settings(context: Context) = context.getSharedPreferences("countersign.unifiedpush", Context.MODE_PRIVATE)

    internal const val TOKEN = "token"
    internal const val MESSAGE_ID = "id"
    private const val DISTRIBUTOR = "distributor"
    private const val REGISTER = "org.unifiedpush.android.distributor.REGISTER"
    private const val UNREGISTER = "org.unifiedpush.android.distributor.UNREGISTER"
    private const val ACKNOWLEDGE = "org.unifiedpush.android.distributor.MESSAGE_ACK"
}

/** What distributors send. A message is only a hint that something waits: nothing in it is shown. */
public class UnifiedPushReceiver : BroadcastReceiver() {
    override fun onReceive(
        context: Context,
        intent: Intent,
    ) {
        if (!UnifiedPush.isOurs(context, intent.getStringExtra(UnifiedPush.TOKEN))) return
        val current = Countersign.current ?: return
        val pending = goAsync()
        current.scope.launch {
            try {
                take(context, intent)
                UnifiedPush.acknowledge(context, intent)
            } finally {
                pending.finish()
            }
        }
    }

    private suspend fun take(
        context: Context,
        intent: Intent,
    ) {
        when (intent.action) {
            MESSAGE -> intent.getByteArrayExtra("bytesMessage")?.let { Pushes.take(context, it.decodeToString()) }
            NEW_ENDPOINT -> intent.getStringExtra("endpoint")?.let { Pushes.register(context, PushTarget("unifiedpush", it)) }
            UNREGISTERED, REGISTRATION_FAILED -> Pushes.register(context, null)
        }
    }

    private companion object {
        const val MESSAGE = "org.unifiedpush.android.connector.MESSAGE"
        const val NEW_ENDPOINT = "org.unifiedpush.android.connector.NEW_ENDPOINT"
        const val UNREGISTERED = "org.unifiedpush.android.connector.UNREGISTERED"
        const val REGISTRATION_FAILED = "org.unifiedpush.android.connector.REGISTRATION_FAILED"
    }
}
