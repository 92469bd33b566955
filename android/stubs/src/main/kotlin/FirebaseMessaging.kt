// The little of Firebase Cloud Messaging that the adapter touches, to compile it where Firebase cannot be fetched. Never shipped.

@file:Suppress("unused")

package com.google.firebase.messaging

import android.app.Service
import android.content.Intent
import android.os.IBinder

abstract class FirebaseMessagingService : Service() {
    open fun onMessageReceived(message: RemoteMessage) = Unit

    open fun onNewToken(token: String) = Unit

    final override fun onBind(intent: Intent): IBinder? = null
}

abstract class RemoteMessage {
    abstract val data: Map<String, String>
}
