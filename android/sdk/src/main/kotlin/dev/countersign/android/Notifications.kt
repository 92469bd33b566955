package dev.countersign.android

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import android.graphics.drawable.Icon
import android.net.Uri
import dev.countersign.Challenge
import dev.countersign.ChallengeId
import java.time.Duration
import java.time.Instant

/**
 * Texts and looks of the notifications.
 *
 * @property icon A drawable of one color.
 * @property channel Name of the channel, as the settings show it.
 * @property title Title of a request.
 * @property text What a request says, given who asks.
 * @property hidden What stands there while the phone is locked.
 * @property deny What stands on the button that denies.
 * @property open What stands on the button that opens the request.
 */
public class NotificationLook(
    public val icon: Int,
    public val channel: (Context) -> CharSequence,
    public val title: (Context) -> CharSequence,
    public val text: (Context, String) -> CharSequence,
    public val hidden: (Context) -> CharSequence,
    public val deny: (Context) -> CharSequence,
    public val open: (Context) -> CharSequence,
)

/**
 * Requests as notifications. They can be denied right there; approving always takes the app's own screen. A number is never in them.
 *
 * @param look Texts and icon.
 * @param opening Opens the request with this id in the app: an explicit intent for an activity.
 */
public class Notifications(
    private val look: NotificationLook,
    private val opening: (Context, ChallengeId) -> Intent,
) {
    /** Shows that [challenge] waits. Showing it twice shows it once. */
    public fun show(
        context: Context,
        challenge: Challenge,
    ) {
        val manager = context.getSystemService(NotificationManager::class.java)
        val channel = NotificationChannel(CHANNEL, look.channel(context), NotificationManager.IMPORTANCE_HIGH)
        channel.lockscreenVisibility = Notification.VISIBILITY_PRIVATE
        manager.createNotificationChannel(channel)
        val hidden = base(context).setContentTitle(look.title(context)).setContentText(look.hidden(context)).build()
        val open = open(context, challenge.id)
        val shown =
            base(context)
                .setContentTitle(look.title(context))
                .setContentText(look.text(context, challenge.relyingParty.name))
                .setPublicVersion(hidden)
                .setContentIntent(open)
                .setAutoCancel(true)
                .setTimeoutAfter(Duration.between(challenge.issuedAt, challenge.leavesAt).toMillis().coerceAtLeast(1))
                .setWhen(Instant.now().toEpochMilli())
                .addAction(action(context, look.deny(context), deny(context, challenge.id)))
                .addAction(action(context, look.open(context), open))
        manager.notify(challenge.id.value, ID, shown.build())
    }

    /** Takes the notification of [challenge] away. */
    public fun hide(
        context: Context,
        challenge: ChallengeId,
    ): Unit = context.getSystemService(NotificationManager::class.java).cancel(challenge.value, ID)

    /** Takes away the notifications of all requests but [waiting]. */
    public fun keep(
        context: Context,
        waiting: Set<ChallengeId>,
    ) {
        val manager = context.getSystemService(NotificationManager::class.java)
        for (shown in manager.activeNotifications) {
            val tag = shown.tag ?: continue
            if (shown.id == ID && ChallengeId(tag) !in waiting) manager.cancel(tag, ID)
        }
    }

    private fun base(context: Context) =
        Notification
            .Builder(context, CHANNEL)
            .setSmallIcon(look.icon)
            .setCategory(Notification.CATEGORY_STATUS)
            .setVisibility(Notification.VISIBILITY_PRIVATE)
            .setLocalOnly(true)

    private fun action(
        context: Context,
        label: CharSequence,
        intent: PendingIntent,
    ) = Notification.Action.Builder(Icon.createWithResource(context, look.icon), label, intent).build()

    private fun open(
        context: Context,
        challenge: ChallengeId,
    ): PendingIntent = PendingIntent.getActivity(context, ID, named(opening(context, challenge), challenge), FLAGS)

    private fun deny(
        context: Context,
        challenge: ChallengeId,
    ): PendingIntent = PendingIntent.getBroadcast(context, ID, named(Intent(context, DenyReceiver::class.java), challenge), FLAGS)

    /** Intents are told apart by their data, not by what else is in them. */
    private fun named(
        intent: Intent,
        challenge: ChallengeId,
    ): Intent = intent.setData(Uri.fromParts(SCHEME, challenge.value, null))

    internal companion object {
        const val CHANNEL = "countersign.requests"
        const val SCHEME = "countersign-challenge"
        const val ID = 1
        const val FLAGS = PendingIntent.FLAG_IMMUTABLE or PendingIntent.FLAG_UPDATE_CURRENT

        /** Which challenge an intent of a notification is about. */
        fun challenge(intent: Intent): ChallengeId? = intent.data?.takeIf { it.scheme == SCHEME }?.schemeSpecificPart?.let(::ChallengeId)
    }
}

/** The challenge that an intent from a notification is about, for the activity that it opened. */
public fun challengeOf(intent: Intent): ChallengeId? = Notifications.challenge(intent)
