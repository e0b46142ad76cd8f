# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every place where services and names stop the cutover: nobody gets a name or an address that another
one may have, and the wrong box is left alone."""

import road_case


class Services(road_case.RoadCase):
    def test_come_back_before_the_release(self):
        self.begin()
        self.walk("C5")
        self.site.act("C5")
        self.walk("G2")
        self.run_on("old", "sc", "config", "SMS_EXECUTIVE", "start=", "auto")
        self.run_on("old", "net", "start", "SMS_EXECUTIVE")
        self.go("G2", None)
        refused = self.say("sign", "G2", "--released-by", "C. Entral", status=2)
        # Either G2's own check found it, or already the look at C2 when the run was opened.
        self.assertRegex(refused.err, "SMS_EXECUTIVE|services|C2: has to be looked at once more")
        self.assertNotEqual(self.status_of("G2"), "done")

    def test_one_hangs(self):
        self.begin()
        self.walk("C2")
        self.site.order("fault service-hangs SMS_EXECUTIVE")
        self.go_in_vain("C2", "SMS_EXECUTIVE")
        # It will not start again: the restart of C3 ends it.
        self.assertEqual(self.services("old")["SMS_EXECUTIVE"][0], "Disabled")
        self.go("C3", 2)


class Renaming(road_case.RoadCase):
    def reach_rename(self):
        self.begin()
        self.walk("C3")
        return self.site.machine("old")["address"]

    def test_domain_refuses(self):
        address = self.reach_rename()
        self.site.order("fault rename-denied old")
        self.go_in_vain("C3", "BR01SMS_OLD")
        self.assertEqual(self.name_of("old"), "BR01SMS")
        self.assertEqual(self.adapter("old")["IPAddress"], address)
        self.go("C4", 2)
        self.site.order("fault rename-denied")
        self.go("C3", 0, "--retry-failed")
        self.assertEqual(self.name_of("old"), "BR01SMS_OLD")

    def test_name_is_not_kept(self):
        address = self.reach_rename()
        self.site.order("fault rename-lost old")
        self.go("C3", 1)
        self.assertEqual(self.name_of("old"), "BR01SMS")
        self.assertNotEqual(self.status_of("C3"), "done")
        self.go("C4", 2)
        self.assertEqual(self.name_of("new"), "BR01NEW")
        del address

    def test_restart_does_not_come(self):
        self.reach_rename()
        self.site.order("fault no-reboot old")
        self.go("C3", 1)
        self.assertNotEqual(self.status_of("C3"), "done")
        self.go("C4", 2)
        self.site.order("fault no-reboot")
        self.go("C3", 0, "--retry-failed")
        self.assertEqual(self.name_of("old"), "BR01SMS_OLD")

    def test_old_server_is_back_before_the_new_one_takes_over(self):
        address = self.reach_rename()
        self.go("C3")
        self.site.act("B2")
        self.assertEqual(self.name_of("old"), "BR01SMS")
        uuid = self.wmi("old", "SELECT * FROM Win32_ComputerSystemProduct")[0]["UUID"]
        self.go_in_vain("C4", "BR01SMS", address, uuid)
        self.assertEqual(self.name_of("new"), "BR01NEW")
        self.assertNotEqual(self.adapter("new")["IPAddress"], address)
        self.site.act("C3")
        self.go("C4", 0, "--retry-failed")
        self.assertEqual(self.name_of("new"), "BR01SMS")

    def test_old_server_will_be_back_after_its_next_restart(self):
        """Neither its name nor its address answer yet."""
        self.reach_rename()
        self.go("C3")
        self.run_on("old", "netdom", "renamecomputer", "BR01SMS_OLD", "/newname:BR01SMS", "/force",
                    status=None)
        self.go_in_vain("C4", "BR01SMS")
        self.assertEqual(self.name_of("new"), "BR01NEW")

    def test_old_server_stays_down(self):
        """One that cannot be asked is no hindrance: it is off."""
        self.reach_rename()
        self.go("C3")
        self.site.order("off old")
        self.go("C4")
        self.assertEqual(self.name_of("new"), "BR01SMS")

    def test_a_stranger_took_the_address(self):
        self.reach_rename()
        self.go("C3")
        self.site.act("C4")
        self.site.order("off new")
        self.site.order("off old")
        self.go("C4", None)
        self.assertNotEqual(self.status_of("C4"), "done")


class Boxes(road_case.RoadCase):
    def test_wrong_box_under_the_name(self):
        self.begin()
        self.walk("C4")
        self.site.order("fault uuid-same yes")
        self.go("C4", None)
        self.assertNotEqual(self.status_of("C4"), "done")
        self.assertEqual(self.name_of("new"), "BR01NEW")
        self.site.order("fault uuid-same")
        self.go("C4", 0, *(["--retry-failed"] if self.status_of("C4") == "failed" else []))
        self.assertEqual(self.name_of("new"), "BR01SMS")

    def test_not_the_box_of_the_plan(self):
        self.begin(("old", "uuid", "11111111-2222-4333-8444-555555555555"))
        self.walk("C2", status=None)
        before = self.services("old")
        self.go("C2", None)
        self.assertNotIn(self.status_of("C2"), ("done",))
        self.assertEqual(self.services("old"), before)

    def test_box_without_a_number(self):
        """Where the hardware id says nothing, serial number and card still do."""
        self.begin(("old", "uuid", None))
        self.site.order("fault uuid-none old")
        self.walk("C3")
        self.assertEqual(set(self.services("old").values()), {("Disabled", "Stopped")})


if __name__ == "__main__":
    road_case.main()
