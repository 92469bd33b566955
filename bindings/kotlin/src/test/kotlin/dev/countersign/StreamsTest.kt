package dev.countersign

import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.collect
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import org.junit.jupiter.api.Test
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.hours

/** Challenges and one-time codes as they come. */
class StreamsTest : PhoneTest() {
    @Test
    fun codes_tick() =
        story {
            val phone = opened()
            val account = phone.enroll(phone.preview(ONE_TIME))

            val (first, second) = phone.oneTimeCodes(account.id).take(2).toList()

            // One second later, or the next code.
            assertTrue(second.secondsLeft != first.secondsLeft)
        }

    @Test
    fun servers_that_fail_are_reported_while_watching() =
        story {
            val phone = opened()
            val account = enrolled(phone)
            server.close()
            val problems = Channel<Problem>(Channel.UNLIMITED)

            val watching = launch { phone.watch { problems.trySend(it) }.collect() }
            val problem = problems.receive()
            watching.cancelAndJoin()

            assertEquals(account.id, problem.account)
            assertIs<NetworkException>(problem.error)
        }

    @Test
    fun a_closed_phone_says_so_and_ends_its_streams() =
        story {
            val phone = opened()
            enrolled(phone)
            server.login()

            caught<ClosedException> { phone.watch(every = 1.hours).collect { phone.close() } }
            caught<ClosedException> { phone.accounts() }
        }

    @Test
    fun a_push_wakes_a_stream_that_waits() =
        story {
            val phone = opened()
            enrolled(phone)
            val seen =
                async {
                    var count = 0
                    phone.watch(every = 1.hours).first {
                        // The next login comes while the stream waits for an hour.
                        if (count++ == 0) {
                            server.login()
                            async { phone.handlePush(server.mock.push(TOKEN)) }
                        }
                        count == 2
                    }
                }
            server.login()
            phone.handlePush(server.mock.push(TOKEN))

            assertEquals(seen.await().id, phone.pending().last().id)
        }
}
