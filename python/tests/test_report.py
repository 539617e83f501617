from __future__ import annotations

import json
import math
import os
import socket
import unittest

import support  # noqa: F401
from fake_tuner import TRIAL, WithTuner
from attune._json import decode


class Report(WithTuner):
    def test_a_whole_conversation(self):
        tuner = self.tuner().script(
            """
            import attune
            for step in range(3):
                attune.report({"loss": 1 / (step + 1), "name": "é😀"})
            print("end")
            """
        )
        tuner.serve()
        self.assertEqual((tuner.code, tuner.output, tuner.errors), (0, "end\n", ""))
        self.assertEqual(tuner.types, ["hello", "report", "report", "report"])
        self.assertEqual(
            tuner.messages[0], {"type": "hello", "protocol": 1, "pid": tuner.process.pid}
        )
        self.assertEqual(
            tuner.messages[2],
            {
                "type": "report",
                "trial": TRIAL,
                "attempt": 2,
                "seq": 2,
                "metrics": {"loss": 0.5, "name": "é😀"},
            },
        )

    def test_what_a_trial_knows(self):
        source = """
            import attune, json
            context = attune.get_context()
            print(json.dumps([
                context.get_trial_id(), context.get_trial_name(), context.get_experiment_name(),
                context.get_trial_dir(), attune.get_trial_dir(), context.get_trial_resources(),
                context.get_attempt(), context.get_iteration(), attune.get_checkpoint().path,
                attune.get_config(),
            ]))
        """
        config = {"lr": {"$num": "Infinity"}, "layers": [1, 2]}
        for variables in ({}, {"ATTUNE_FD": None, "RANK": "1"}):
            with self.subTest(variables):
                tuner = self.tuner(config=config, checkpoint="/kept/checkpoint_000004")
                tuner.script(source, **variables).serve()
                self.assertEqual(
                    json.loads(tuner.output),
                    [
                        TRIAL,
                        f"train_{TRIAL}",
                        "digits",
                        tuner.dir,
                        tuner.dir,
                        {"cpu": 2, "gpu": 0.5},
                        2,
                        5,
                        "/kept/checkpoint_000004",
                        {"lr": math.inf, "layers": [1, 2]},
                    ],
                )

    def test_a_stop_unwinds_at_exactly_that_report(self):
        for decision in ("stop", "pause"):
            with self.subTest(decision):
                tuner = self.tuner().script(
                    """
                    import attune
                    try:
                        for step in range(10):
                            try:
                                attune.report({"step": step})
                            except Exception:
                                print("swallowed")
                    except attune.TrialPaused:
                        print("paused")
                        raise
                    finally:
                        print("cleaned up")
                    """
                )
                tuner.serve(lambda seq, d=decision: d if seq == 2 else "continue")
                self.assertEqual(tuner.reports, [{"step": 0}, {"step": 1}])
                paused = "paused\n" if decision == "pause" else ""
                self.assertEqual(tuner.output, f"{paused}cleaned up\n")
                self.assertEqual((tuner.code, tuner.errors), (0, ""))

    def test_a_swallowed_stop_comes_again_without_a_word_to_the_tuner(self):
        tuner = self.tuner().script(
            """
            import attune
            for step in range(5):
                try:
                    attune.report({"step": step})
                except BaseException as error:
                    print(type(error).__name__)
            """
        )
        tuner.serve(lambda _seq: "stop")
        self.assertEqual(tuner.reports, [{"step": 0}])
        self.assertEqual(tuner.output, "TrialStopped\n" * 5)

    def test_a_stop_between_reports_is_seen_at_the_next(self):
        tuner = self.tuner().script(
            """
            import attune
            attune.report({"step": 0})
            input_ready = open(attune.get_trial_dir() + "/go").read()
            try:
                attune.report({"step": 1})
            finally:
                print("unwound")
            """
        )
        go = os.path.join(tuner.dir, "go")
        os.mkfifo(go)
        tuner.next()
        tuner.send(**tuner.start_message())
        tuner.next()
        tuner.answer(1)
        tuner.send(type="stop", attempt=1)  # of an attempt that is over: not for this one
        tuner.send(type="stop", attempt=2)
        with open(go, "w", encoding="utf-8") as file:
            file.write("go")
        tuner.serve()
        self.assertEqual((tuner.reports, tuner.output, tuner.code), ([{"step": 0}], "unwound\n", 0))

    def test_a_checkpoint_is_copied_before_report_returns(self):
        tuner = self.tuner().script(
            """
            import attune, os, tempfile
            for step in range(2):
                with tempfile.TemporaryDirectory() as folder:
                    with open(os.path.join(folder, "model"), "w") as file:
                        file.write(f"weights {step}")
                    attune.report({"step": step}, checkpoint=attune.Checkpoint.from_directory(folder))
            """
        )
        tuner.serve()
        staged = [m["checkpoint"] for m in tuner.messages if m["type"] == "report"]
        self.assertEqual(staged, [".checkpoint_2_1", ".checkpoint_2_2"])
        for step, name in enumerate(staged):
            with open(os.path.join(tuner.dir, name, "model"), encoding="utf-8") as file:
                self.assertEqual(file.read(), f"weights {step}")

    def test_bad_arguments_are_told_and_nothing_is_sent(self):
        tuner = self.tuner().script(
            """
            import attune
            for arguments in [({"loss": object()},), ({}, "/nowhere"), ([],), ({}, 7)]:
                try:
                    attune.report(*arguments)
                except (TypeError, OSError) as error:
                    print(type(error).__name__)
            attune.report({"ok": 1})
            """
        )
        tuner.serve()
        self.assertEqual(tuner.output.split(), "TypeError FileNotFoundError TypeError TypeError".split())
        self.assertEqual(tuner.reports, [{"ok": 1}])
        self.assertEqual(tuner.messages[-1]["seq"], 1)

    def test_threads_take_turns(self):
        tuner = self.tuner().script(
            """
            import attune, threading
            def work(name):
                for step in range(50):
                    attune.report({"thread": name, "step": step})
            threads = [threading.Thread(target=work, args=(name,)) for name in range(8)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            """
        )
        tuner.serve()
        self.assertEqual(tuner.code, 0, tuner.errors)
        seqs = [m["seq"] for m in tuner.messages if m["type"] == "report"]
        self.assertEqual(seqs, list(range(1, 401)))
        for name in range(8):
            steps = [r["step"] for r in tuner.reports if r["thread"] == name]
            self.assertEqual(steps, list(range(50)))

    def test_large_and_many_messages(self):
        tuner = self.tuner(config={"text": "é" * 1_000_000}).script(
            """
            import attune
            attune.report({"long": "é" * 1_000_000, "same": attune.get_config()["text"] == "é" * 1_000_000})
            for step in range(2000):
                attune.report({"step": step})
            """
        )
        tuner.serve()
        self.assertEqual(tuner.code, 0, tuner.errors)
        self.assertEqual(tuner.reports[0], {"long": "é" * 1_000_000, "same": True})
        self.assertEqual(tuner.reports[1:], [{"step": step} for step in range(2000)])

    def test_numbers_that_json_lacks(self):
        tuner = self.tuner().script(
            "import attune; attune.report({'a': float('nan'), 'b': [float('-inf')]})"
        )
        tuner.serve()
        a, b = decode(json.dumps(tuner.reports[0])).values()
        self.assertTrue(math.isnan(a))
        self.assertEqual(b, [-math.inf])

    def test_the_tuner_dies_while_a_report_waits(self):
        tuner = self.tuner().script("import attune\nattune.report({'a': 1})")
        tuner.next()
        tuner.send(**tuner.start_message())
        tuner.next()
        tuner.hang_up()
        tuner.wait()
        self.assertEqual(tuner.code, 1)
        self.assertIn("TunerLost: The connection to the tuner is lost", tuner.errors)

    def test_the_tuner_was_gone_before_the_import(self):
        tuner = self.tuner()
        tuner.hang_up()
        tuner.script("import attune\nprint('imported')\nattune.report({'a': 1})").wait()
        self.assertEqual((tuner.code, tuner.output), (1, "imported\n"))
        self.assertIn("TunerLost", tuner.errors)

    def test_a_tuner_that_speaks_a_newer_protocol_is_refused(self):
        tuner = self.tuner().script("import attune\nattune.report({'a': 1})")
        tuner.next()
        tuner.send(**{**tuner.start_message(), "protocol": 2})
        self.assertIsNone(tuner.next())
        self.assertIn("version 2 of the protocol", tuner.wait().errors)

    def test_a_default_timeout_of_sockets_does_not_matter(self):
        tuner = self.tuner().script(
            "import socket; socket.setdefaulttimeout(0)\nimport attune\nattune.report({'a': 1})"
        )
        tuner.serve()
        self.assertEqual((tuner.code, tuner.reports), (0, [{"a": 1}]), tuner.errors)


class OtherProcesses(WithTuner):
    def test_children_do_not_inherit_the_connection(self):
        tuner = self.tuner().script(
            """
            import os, subprocess, sys
            fd = int(os.environ["ATTUNE_FD"])
            import attune
            print("ATTUNE_FD" in os.environ, os.get_inheritable(fd))
            code = "import attune; attune.report({'from': 'child'})"
            print(subprocess.run([sys.executable, "-c", code], stderr=subprocess.DEVNULL).returncode)
            print(os.system(f"{sys.executable} -c 'import os; os.fstat({fd})' 2>/dev/null") != 0)
            attune.report({"from": "parent"})
            """
        )
        tuner.serve()
        self.assertEqual(tuner.output, "False False\n1\nTrue\n")
        self.assertEqual(tuner.reports, [{"from": "parent"}])

    def test_a_forked_child_is_refused_and_lets_go_of_the_connection(self):
        tuner = self.tuner().script(
            """
            import attune, os, sys, time
            attune.report({"from": "parent"})
            end, alive = os.pipe()
            if os.fork() == 0:
                os.close(alive)
                try:
                    attune.report({"from": "child"})
                except RuntimeError as error:
                    print(str(error).split(": ")[1].split(". ")[0])
                print(attune.get_context().get_trial_id())
                sys.stdout.flush()
                os.read(end, 1)  # outlives its parent for a moment
                os._exit(0)
            os.close(end)
            attune.report({"from": "parent"})
            """
        )
        tuner.serve()
        self.assertEqual(tuner.reports, [{"from": "parent"}] * 2)
        self.assertEqual(
            tuner.output,
            f"neither ATTUNE_FD nor ATTUNE_SOCKET leads to it\n{TRIAL}\n",
        )

    def test_only_the_first_rank_speaks(self):
        for name in ("RANK", "LOCAL_RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK"):
            for rank, expected in (("0", [{"a": 1}]), ("1", [])):
                with self.subTest(name=name, rank=rank):
                    tuner = self.tuner().script(
                        """
                        import attune
                        attune.report({"a": 1})
                        try:
                            attune.report({"a": set()})
                        except TypeError:
                            print("checked")
                        """,
                        **{name: rank},
                    )
                    tuner.serve()
                    self.assertEqual(tuner.reports, expected)
                    self.assertEqual((tuner.code, tuner.output), (0, "checked\n"), tuner.errors)

    def test_a_descriptor_that_is_something_else_is_left_alone(self):
        for opened in ("open('/dev/null')", "socket.create_server(('127.0.0.1', 0))"):
            with self.subTest(opened):
                tuner = self.tuner().script(
                    f"""
                    import os, socket
                    thing = {opened}
                    os.environ["ATTUNE_FD"] = str(thing.fileno())
                    import attune
                    try:
                        attune.report({{"a": 1}})
                    except RuntimeError as error:
                        print("no connection" in str(error))
                    os.fstat(thing.fileno())
                    """
                )
                tuner.serve()
                self.assertEqual((tuner.output, tuner.code), ("True\n", 0), tuner.errors)

    def test_a_socket_path_serves_where_a_launcher_closed_the_descriptor(self):
        tuner = self.tuner()
        path = os.path.join(tuner.folder, "s")
        server = socket.socket(socket.AF_UNIX)
        self.addCleanup(server.close)
        server.bind(path)
        server.listen()
        tuner.script(
            """
            import os, subprocess, sys
            code = "import attune; attune.report({'rank': 0})"
            # As torchrun does: the variable stays, the descriptor does not.
            for rank in ("0", "1"):
                subprocess.run([sys.executable, "-c", code], env={**os.environ, "RANK": rank}, check=True)
            """,
            ATTUNE_SOCKET=path,
        )
        tuner._socket.close()
        tuner._reader.close()
        tuner._socket, _ = server.accept()
        tuner._reader = tuner._socket.makefile("r", encoding="utf-8")
        tuner.serve()
        self.assertEqual((tuner.code, tuner.reports), (0, [{"rank": 0}]), tuner.errors)


if __name__ == "__main__":
    unittest.main()
