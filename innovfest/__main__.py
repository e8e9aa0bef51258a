"""`python -m innovfest`: the operator's commands, which `bin/innovfest` calls."""

from innovfest import create_app

if __name__ == "__main__":
    app = create_app()
    app.cli.help = "Run InnovFest: its database, its programme, its doors."
    with app.app_context():
        app.cli.main(prog_name="bin/innovfest")
