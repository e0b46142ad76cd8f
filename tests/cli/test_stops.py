# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every place where the removal of the site stops by itself: something is wrong in the world, nothing
more is done to it, the record says what, and the road goes on once it is right again."""

import road_case


class SisterSite(road_case.RoadCase):
    def test_gone_at_once(self):
        self.reach_removal()
        self.site.order("fault sibling S02")
        self.by_hand("C6@primary.1", 1)
        self.assert_stopped()
        # More than one way past it, and each of them needs a reason.
        for verb, *options in (("done", "--note", "fine"), ("skip", "--reason", "fine"), ("back",)):
            refused = self.say(verb, "C6@primary.1", *options, status=2)
            self.assertIn("S02", refused.err)
        self.assertEqual(self.status_of("C6@primary.1"), "failed")
        self.assertIn("S01", self.sites("primary.2"))
        # The policy of a rehearsal does not go past it either.
        self.walk("C7", status=1)
        self.assertEqual(self.status_of("C6@primary.2"), "todo")
        self.say("done", "C6@primary.1", "--overrule", "C. Entral restored S02 from the backup")
        self.assertEqual(self.status_of("C6@primary.1"), "done")
        self.site.order("fault sibling")
        self.by_hand("C6@primary.2")
        self.assertNotIn("S01", self.sites("primary.2"))
        self.assertIn("C. Entral restored S02", self.call("summary", self.id).out)

    def assert_stopped(self):
        self.assertIn("S02", self.message_of("C6@primary.1"))
        waits = self.step(self.id, "C6@primary.1")["waits_for"]
        self.assertIn("STOP", waits)
        self.assertIn("STOP", self.call("status", self.id).out)
        self.assertNotIn("S02", self.sites("primary.1"))
        self.go("C6@primary.2", 2)
        self.assertIn("S01", self.sites("primary.2"))

    def test_gone_late(self):
        self.reach_removal()
        self.site.order("fault sibling S03@200")
        self.by_hand("C6@primary.1", 1)
        self.assertIn("S03", self.message_of("C6@primary.1"))
        self.say("skip", "C6@primary.1", "--reason", "late", status=2)

    def test_another_look(self):
        """It looks again, and does not remove again."""
        self.reach_removal()
        self.site.order("fault sibling S02")
        self.by_hand("C6@primary.1", 1)
        self.go("C6@primary.1", 1, "--retry-failed")
        self.assertIn("S02", self.message_of("C6@primary.1"))
        begun = [event["facts"]["action"]
                 for event in self.events("action-started", "C6@primary.1")]
        self.assertEqual(begun.count("delete"), 1)
        self.assertEqual(begun.count("children"), 2)


class Removal(road_case.RoadCase):
    def test_order_is_lost(self):
        self.reach_removal()
        self.site.order("fault row-stays yes")
        self.by_hand("C6@primary.1", None)
        self.assertNotEqual(self.status_of("C6@primary.1"), "done")
        self.assertIn("S01", self.sites("primary.1"))
        self.go("C6@primary.2", 2)

    def test_executive_is_down(self):
        self.reach_removal()
        self.run_on("primary.1", "net", "stop", "SMS_EXECUTIVE")
        self.by_hand("C6@primary.1", 1)
        self.assertIn("SMS_EXECUTIVE", self.message_of("C6@primary.1"))
        self.assertIn("S01", self.sites("primary.1"))
        self.run_on("primary.1", "net", "start", "SMS_EXECUTIVE")
        self.by_hand("C6@primary.1", retry="1")
        self.assertNotIn("S01", self.sites("primary.1"))

    def test_refused_once_setup_has_begun(self):
        self.reach_removal()
        self.walk("C9")
        self.site.act("C9")
        self.site.act("W3")
        self.run_on("primary.1", "net", "localgroup", "SMS_SiteToSiteConnection_P01",
                    "CORP\\BR01SMS$", "/add")
        self.walk("C11")
        self.go("C11", 3)
        refused = self.say("back", "C6@primary.1", "--reason", "once more", status=2)
        self.assertIn("C11", refused.err)
        self.go("C6@primary.1", 2)
        self.call("way-back", self.id, "--by", "J. Doe", "--reason", "too late", status=2)


class Later(road_case.RoadCase):
    def test_folder_is_in_use(self):
        self.reach_removal()
        self.walk("C9")
        self.site.act("C9")
        self.walk("C10")
        self.site.order("fault folder-busy yes")
        self.go("C10", 1)
        self.assertEqual(self.status_of("C10"), "failed")
        self.site.order("fault folder-busy")
        self.go("C10", 0, "--retry-failed")
        self.assertEqual(self.status_of("C10"), "done")


if __name__ == "__main__":
    road_case.main()
